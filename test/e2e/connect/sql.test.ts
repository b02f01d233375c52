import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { HostConnection } from '../../../src/connect/connection.ts'
import { query } from '../../../src/values/probe.ts'
import type { SqlResult } from '../../../src/values/probe.ts'
import { Secret } from '../../../src/values/secret.ts'
import { sh } from '../../../src/values/shell.ts'
import { sql } from '../../../src/values/sql.ts'
import { mysqldProgram } from './mysqld.ts'
import { recordingBinding, startProxy, startSshd } from './sshd.ts'
import type { TestSshd } from './sshd.ts'

describe('SQL over the bridge', { timeout: 300_000 }, () => {
  let server: string
  let sshd: TestSshd
  let host: HostConnection
  let mysqld: ChildProcess
  const directory = mkdtempSync(`${tmpdir()}/sql-`)
  const unixSocket = `${directory}/s`
  const password = new Secret("new 'canary\\", 'password')
  const root = { unixSocket, user: 'root', password: new Secret('', 'none') }
  const app = { unixSocket, user: 'app', password }

  async function startServer(): Promise<void> {
    mysqld = spawn(
      server,
      [
        `--datadir=${directory}/data`,
        `--socket=${unixSocket}`,
        '--skip-networking',
        '--user=root',
        '--mysqlx=OFF',
        '--secure-file-priv=NULL',
        `--pid-file=${directory}/pid`,
      ],
      { stdio: 'ignore' },
    )
    for (let tries = 0; tries < 300; tries++, await pause(100)) {
      const [result] = (await host.probe([query(root, sql`SELECT 1 AS one`)])) as SqlResult[]
      if (result?.error?.number !== 0) return
    }
    throw new Error('the server did not start')
  }
  async function stopServer(signal: NodeJS.Signals): Promise<void> {
    if (mysqld.exitCode !== null || mysqld.signalCode !== null) return
    const ended = new Promise((resolve) => mysqld.once('close', resolve))
    mysqld.kill(signal)
    await ended
  }

  before(async () => {
    server = await mysqldProgram()
    sshd = await startSshd()
    host = await sshd.connect()
    execFileSync(server, [`--datadir=${directory}/data`, '--initialize-insecure', '--user=root'], {
      stdio: 'ignore',
    })
    await startServer()
  })
  after(async () => {
    await host.close()
    await stopServer('SIGKILL')
    sshd.stop()
    rmSync(directory, { recursive: true })
  })

  test('rows, beside the shell in one round trip', async () => {
    const before = host.roundTrips
    const [shell, rows] = await host.probe([
      sh`echo hi`,
      query(
        root,
        sql`SELECT ${'a\\\'"\n'} AS text, ${7} AS number, ${null} AS nothing, 18446744073709551615 AS large`,
      ),
    ])
    assert.equal(host.roundTrips, before + 1)
    assert.equal(shell && 'stdout' in shell && shell.stdout, 'hi\n')
    assert.deepEqual(
      { ...(rows as SqlResult).rows[0] },
      { text: 'a\\\'"\n', number: 7, nothing: null, large: '18446744073709551615' },
    )
  })

  test('a login with a password of its own, by each way the server knows', async () => {
    const writer = host.writer(recordingBinding('run', 'step'))
    await writer.execute(root, sql`CREATE USER app@localhost IDENTIFIED BY ${password}`)
    // The first login cannot use the server's cache, the second can.
    for (let turn = 0; turn < 2; turn++) {
      const other = await sshd.connect()
      assert.deepEqual(
        (await other.rows(app, sql`SELECT CURRENT_USER() AS who`)).map((row) => ({ ...row })),
        [{ who: 'app@localhost' }],
      )
      await other.close()
    }
    const wrong = { ...app, password: new Secret('wrong', 'password') }
    const [refused] = (await host.probe([query(wrong, sql`SELECT 1`)])) as SqlResult[]
    assert.equal(refused?.error?.number, 1045)
  })

  test("a server's error has its number, and no secret in it", async () => {
    const [result] = (await host.probe([query(root, sql`SELECT * FROM ${password}`)])) as SqlResult[]
    assert.equal(result?.error?.number, 1064)
    assert.doesNotMatch(result?.error?.message ?? 'canary', /canary/)
    const [taken] = (await host.probe([query(root, sql`SELECT CAST(${password} AS JSON)`)])) as SqlResult[]
    assert.ok(taken?.error)
    assert.doesNotMatch(taken.error.message, /canary/)
    await assert.rejects(host.rows(root, sql`SELECT nothing`), { code: 'SqlFailed', message: /error 1054/ })
  })

  test('values stay values where backslashes mean nothing', async () => {
    const writer = host.writer(recordingBinding('run', 'step'))
    await writer.execute(root, sql`SET GLOBAL sql_mode = 'NO_BACKSLASH_ESCAPES'`)
    const other = await sshd.connect()
    assert.equal((await other.rows(root, sql`SELECT ${"\\' OR 1 -- "} AS text`))[0]?.text, "\\' OR 1 -- ")
    await other.close()
  })

  test('a statement that takes too long is stopped', async () => {
    const [slow] = (await host.probe([query(root, sql`SELECT SLEEP(30)`, 1)])) as SqlResult[]
    assert.equal(slow?.timedOut, true)
    assert.equal((await host.rows(root, sql`SELECT 2 AS two`))[0]?.two, 2)
  })

  test('a server that goes away is an answer, and is found again when it is back', async () => {
    await stopServer('SIGTERM')
    const [gone] = (await host.probe([query(root, sql`SELECT 1`)])) as SqlResult[]
    assert.deepEqual(gone?.error, { number: 0, message: `there is no socket ${unixSocket}` })
    await startServer()
    assert.equal((await host.rows(root, sql`SELECT 3 AS three`))[0]?.three, 3)
    await stopServer('SIGKILL')
    const [killed] = (await host.probe([query(root, sql`SELECT 1`)])) as SqlResult[]
    assert.equal(killed?.error?.number, 0)
    await startServer()
  })

  test('a cut line is no answer', async () => {
    const proxy = await startProxy(sshd.port)
    const other = await sshd.connect({ port: proxy.port })
    await other.rows(root, sql`SELECT 1`)
    const cut = assert.rejects(other.rows(root, sql`SELECT SLEEP(20)`), { code: 'ConnectionLost' })
    const running = sql`SELECT id FROM information_schema.processlist WHERE info = 'SELECT SLEEP(20)'`
    for (let tries = 0; (await host.rows(root, running)).length === 0; tries++) {
      assert.ok(tries < 100, 'the statement never began')
      await pause(50)
    }
    proxy.cut()
    await cut
    await assert.rejects(other.probe([query(root, sql`SELECT 1`)]), { code: 'ConnectionLost' })
    proxy.stop()
  })
})
