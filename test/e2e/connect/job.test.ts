import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { createInterface } from 'node:readline'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { ShellCommand } from '../../../src/values/shell.ts'
import { sh } from '../../../src/values/shell.ts'
import { Secret } from '../../../src/values/secret.ts'
import { recordingBinding, startProxy, startSshd } from './sshd.ts'
import type { TestSshd } from './sshd.ts'

const ledger = '/var/lib/playbook/ledger'
/** How often the job that leaves this line in its script's digest has been started. */
const starts = (job: string): number =>
  readFileSync(ledger, 'utf8')
    .split('\n')
    .filter((line) => line.split(' ')[1] === job).length

async function until(what: () => boolean, seconds = 20): Promise<void> {
  for (const deadline = performance.now() + seconds * 1000; !what(); await pause(20))
    if (performance.now() > deadline) throw new Error(`waited in vain for ${what.toString()}`)
}

describe('supervised jobs', { timeout: 180_000 }, () => {
  let sshd: TestSshd
  const directory = mkdtempSync(`${tmpdir()}/job-`)
  before(async () => {
    sshd = await startSshd()
  })
  after(() => {
    sshd.stop()
    rmSync(directory, { recursive: true })
  })

  /** A job that marks its start, waits for leave, and ends with a status. */
  const waiting = (name: string, exitCode = 0): ShellCommand =>
    sh`echo begun; echo x >>${`${directory}/${name}.runs`}; while [ ! -e ${`${directory}/${name}.go`} ]; do sleep 0.05; done; echo over >&2; exit ${exitCode}`
  const begun = (name: string) => () => existsSync(`${directory}/${name}.runs`)
  const runs = (name: string): number => readFileSync(`${directory}/${name}.runs`, 'utf8').length / 2
  const go = (name: string): void => writeFileSync(`${directory}/${name}.go`, '')

  test('gives output, status and live lines; the same job again gives the same answer without a second start', async () => {
    const host = await sshd.connect()
    const binding = recordingBinding(directory, 'step')
    const command = sh`echo one; sleep 0.4; echo two; echo x >>${`${directory}/once`}; umask; cat`
    for (let turn = 0; turn < 2; turn++) {
      const { stdout, stderr, exitCode } = await host.writer(binding).job(command)
      assert.deepEqual([stdout, stderr, exitCode], ['one\ntwo\n0022\n', '', 0])
    }
    assert.deepEqual(binding.told.slice(0, 3), ['started', 'one', '0022'])
    assert.equal(binding.told.filter((line) => line === 'ended 0').length, 2)
    assert.equal(readFileSync(`${directory}/once`, 'utf8'), 'x\n')
    await host.writer(binding).job(command, 'another')
    assert.equal(readFileSync(`${directory}/once`, 'utf8'), 'x\nx\n')
    await host.close()
  })

  test('a failed one that was reported is started anew', async () => {
    const host = await sshd.connect()
    const command = sh`echo x >>${`${directory}/fails`}; echo reason >&2; exit 9`
    for (let turn = 1; turn <= 2; turn++) {
      await assert.rejects(host.writer(recordingBinding(directory, 'fails')).job(command), {
        code: 'CommandFailed',
        message: /exit status 9/,
        details: ['reason'],
      })
      assert.equal(readFileSync(`${directory}/fails`, 'utf8').length, 2 * turn)
    }
    await host.close()
  })

  test('a secret reaches it by a file that is gone before the job begins', async () => {
    const host = await sshd.connect()
    const secret = new Secret('canary-4711', 'test')
    const command =
      sh`cat; ps -eww -o args | grep -c '[c]anary-4711'; ls /run/playbook/*.in 2>/dev/null; true`.input(
        secret,
      )
    const { stdout } = await host.writer(recordingBinding(directory, 'secret')).job(command)
    assert.equal(stdout, 'canary-47110\n')
    await host.close()
  })

  test('long output keeps its end', async () => {
    const host = await sshd.connect()
    const command = sh`head -c 3000000 /dev/zero | tr '\\000' a; echo end`
    const { stdout, truncated } = await host.writer(recordingBinding(directory, 'long')).job(command)
    assert.deepEqual([stdout.length, stdout.slice(-5), truncated], [1024 * 1024, 'aend\n', true])
    await host.close()
  })

  test('goes on over a cut connection, and its runner joins it again', async () => {
    const proxy = await startProxy(sshd.port)
    const host = await sshd.connect({ port: proxy.port })
    await host.lock({ run: directory, who: 'eve', playbook: 'site', since: 'now' })
    const binding = recordingBinding(directory, 'cut')
    const result = host.writer(binding).job(waiting('cut'))
    await until(begun('cut'))
    proxy.cut()
    await until(() => binding.told.some((line) => line.startsWith('the connection was lost')))
    go('cut')
    assert.deepEqual([(await result).stdout, (await result).stderr], ['begun\n', 'over\n'])
    assert.equal(runs('cut'), 1)
    assert.equal(await host.test(sh`true`), true)
    const other = await sshd.connect()
    await assert.rejects(other.lock({ run: 'other', who: 'adam', playbook: 'site', since: 'now' }), {
      code: 'HostLocked',
    })
    await other.close()
    await host.close()
    proxy.stop()
  })

  test('two who ask for the same job share one', async () => {
    const hosts = [await sshd.connect(), await sshd.connect()]
    const results = hosts.map((host) =>
      host.writer(recordingBinding(directory, 'shared')).job(waiting('shared')),
    )
    await until(begun('shared'))
    go('shared')
    for (const result of results) assert.equal((await result).stdout, 'begun\n')
    assert.equal(runs('shared'), 1)
    for (const host of hosts) await host.close()
  })

  test('one that was killed is an error, then starts anew', async () => {
    const host = await sshd.connect()
    const command = sh`echo x >>${`${directory}/killed`}; [ "$(wc -l <${`${directory}/killed`})" = 2 ] || kill -9 $PPID $$; echo fine`
    const writer = host.writer(recordingBinding(directory, 'killed'))
    await assert.rejects(writer.job(command), {
      code: 'CommandFailed',
      message: /was killed before it ended/,
    })
    assert.equal((await writer.job(command)).stdout, 'fine\n')
    await host.close()
  })

  interface Runner {
    readonly process: ChildProcess
    readonly told: Record<string, unknown>[]
    readonly ended: Promise<void>
  }

  function runner(script: string): Runner {
    const { port, user, password, keyFile, knownHostsFile } = sshd
    const order = JSON.stringify({ port, user, password, keyFile, knownHostsFile, script, stdin: '' })
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', `${import.meta.dirname}/job-runner.ts`, order],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    const told: Record<string, unknown>[] = []
    createInterface(child.stdout).on('line', (line) => told.push(JSON.parse(line) as Record<string, unknown>))
    return { process: child, told, ended: new Promise((resolve) => child.once('close', () => resolve())) }
  }

  test('survives a killed runner, holds the lock, and the next runner of the same run gets its result', async () => {
    const script = `# ${directory}\n${waiting('killed-runner').script}`
    const first = runner(script)
    await until(begun('killed-runner'))
    first.process.kill('SIGKILL')
    await first.ended
    const other = await sshd.connect()
    await assert.rejects(other.lock({ run: 'other', who: 'adam', playbook: 'site', since: 'now' }), {
      code: 'HostLocked',
    })
    await other.close()
    const second = runner(script)
    await until(() => second.told.some(({ line }) => line === 'begun'))
    go('killed-runner')
    await second.ended
    assert.deepEqual(second.told.at(-1), { stdout: 'begun\n' })
    const job = String(second.told.find(({ started }) => started)?.started)
    assert.equal(starts(job), 1)
    assert.equal(runs('killed-runner'), 1)
    assert.equal(statSync(`/var/lib/playbook/jobs/${job}`).mode & 0o777, 0o700)
    assert.equal(statSync(ledger).mode & 0o777, 0o600)
  })

  test('one that failed while nobody watched is reported once, then started anew', async () => {
    const script = `# ${directory}\n${waiting('alone', 3).script}`
    const first = runner(script)
    await until(begun('alone'))
    first.process.kill('SIGKILL')
    await first.ended
    go('alone')
    const second = runner(script)
    await second.ended
    assert.match(String(second.told.at(-1)?.error), /exit status 3/)
    assert.equal(runs('alone'), 1)
    const third = runner(script)
    await third.ended
    assert.equal(runs('alone'), 2)
  })

  test('nothing is left behind on /run', async () => {
    await until(
      () => readdirSync('/run/playbook').every((name) => !name.startsWith('shell.') && !name.endsWith('.in')),
      5,
    )
  })
})
