import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { after, before, describe, test } from 'node:test'
import fc from 'fast-check'
import { createConnection } from 'mysql2/promise'
import type { Connection, RowDataPacket } from 'mysql2/promise'
import { containsGtids, formatGtidSet, parseGtidSet, subtractGtids } from '../../../src/mysql/gtid.ts'
import { until } from '../support/until.ts'
import { mysqldProgram } from './mysqld.ts'

const uuids = [
  '3e11fa47-71ca-11e1-9e33-c80aa9429562',
  '4350f323-7565-4e59-8763-4b1b83a0ce0e',
  '4350f323-7565-4e59-8763-4b1b83a0ce0e:tag',
]

/** Texts of sets as people and servers write them: out of order, overlapping, touching, with tags, with line breaks. */
const setText = fc
  .array(
    fc.tuple(fc.constantFrom(...uuids), fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 9 })),
    {
      maxLength: 12,
    },
  )
  .map((parts) => parts.map(([source, first, more]) => `${source}:${first}-${first + more}`).join(',\n'))

describe('our GTID arithmetic and the server’s', { timeout: 300_000 }, () => {
  const directory = mkdtempSync(`${tmpdir()}/gtid-`)
  let mysqld: ChildProcess
  let connection: Connection

  before(async () => {
    const server = await mysqldProgram()
    const data = `--datadir=${directory}/data`
    execFileSync(server, [data, '--initialize-insecure', '--user=root'], { stdio: 'ignore' })
    const socketPath = `${directory}/s`
    const options = [`--socket=${socketPath}`, '--skip-networking', '--user=root', '--mysqlx=OFF']
    mysqld = spawn(server, [data, ...options, `--pid-file=${directory}/pid`, '--secure-file-priv=NULL'], {
      stdio: 'ignore',
    })
    connection = await until('the server answers', 60, () =>
      createConnection({ socketPath, user: 'root' }).catch(() => undefined),
    )
  })
  after(async () => {
    connection.destroy()
    const ended = once(mysqld, 'close')
    mysqld.kill('SIGKILL')
    await ended
    rmSync(directory, { recursive: true, force: true })
  })

  test('agree on what is missing, and on whether anything is', () =>
    fc.assert(
      fc.asyncProperty(setText, setText, async (a, b) => {
        const [rows] = await connection.query<RowDataPacket[]>(
          'SELECT GTID_SUBTRACT(?, ?) AS missing, GTID_SUBSET(?, ?) AS subset',
          [a, b, b, a],
        )
        const [sets, row] = [[parseGtidSet(a), parseGtidSet(b)] as const, rows[0]]
        // Read back, because the server puts the tag of a source after its other numbers.
        const theirs = formatGtidSet(parseGtidSet(String(row?.['missing'])))
        assert.equal(formatGtidSet(subtractGtids(...sets)), theirs)
        assert.equal(containsGtids(...sets), Number(row?.['subset']) === 1)
      }),
      { numRuns: 1000 },
    ))
})
