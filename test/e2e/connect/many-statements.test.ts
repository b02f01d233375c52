import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { HostConnection } from '../../../src/connect/connection.ts'
import { query } from '../../../src/values/probe.ts'
import type { SqlResult } from '../../../src/values/probe.ts'
import { Secret } from '../../../src/values/secret.ts'
import { sql } from '../../../src/values/sql.ts'
import { startSshd } from './sshd.ts'
import type { TestSshd } from './sshd.ts'

describe('a window of many statements', () => {
  let sshd: TestSshd
  let host: HostConnection
  before(async () => {
    sshd = await startSshd()
    host = await sshd.connect()
  })
  after(async () => {
    await host.close()
    sshd.stop()
  })

  // sshd allows ten sessions a connection: with a bridge for each statement this many could not even be asked.
  test('shares one bridge', async () => {
    const warnings: Error[] = []
    const warned = (warning: Error): unknown => warnings.push(warning)
    process.on('warning', warned)
    const login = { unixSocket: '/run/no-such-server.sock', user: 'root', password: new Secret('', 'none') }
    const answers = (await host.probe(
      Array.from({ length: 40 }, () => query(login, sql`SELECT 1`)),
    )) as SqlResult[]
    process.off('warning', warned)
    assert.deepEqual([...new Set(answers.map(({ error }) => error?.number))], [0])
    assert.deepEqual(warnings, [])
  })
})
