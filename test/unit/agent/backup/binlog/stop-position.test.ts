import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { BinlogError } from '../../../../../agent/backup/binlog/binlog-error.ts'
import { beginningOfLogs, findStop } from '../../../../../agent/backup/binlog/stop-position.ts'
import type { LogPlace, RestoreTarget } from '../../../../../agent/backup/binlog/stop-position.ts'
import {
  expected,
  fixture,
  gtidEvent,
  madeEvent,
  queryEvent,
  temporaryDirectory,
  uuid,
  writeLog,
} from './events-example.ts'

const directory = temporaryDirectory()
const at = (seconds: number): RestoreTarget => ({ kind: 'time', at: new Date(seconds * 1000) })
const upTo = (gtid: string): RestoreTarget => ({ kind: 'gtid', gtid })
const commit = (number: bigint, seconds: number) =>
  Buffer.concat([
    gtidEvent(number, seconds),
    queryEvent('BEGIN', seconds),
    madeEvent(16, seconds, Buffer.alloc(8)),
  ])
const log = (name: string, ...events: Buffer[]) => writeLog(join(directory, name), ...events)
const stopsIn =
  (files: string[], start: LogPlace = beginningOfLogs) =>
  async (target: RestoreTarget) => {
    const { gtid, transactions, complete } = await findStop(files, start, target)
    return [gtid?.replace(`${uuid}:`, '') ?? null, transactions, complete]
  }
const failure = (message: RegExp) => (error: unknown) =>
  error instanceof BinlogError && message.test(error.message)

describe('where to stop, in logs made by hand', () => {
  const first = log('first', madeEvent(15, 100), commit(1n, 110), commit(2n, 120), madeEvent(4, 121))
  const second = log(
    'second',
    madeEvent(15, 121),
    commit(3n, 130),
    commit(4n, 130),
    commit(5n, 140),
    madeEvent(4, 150),
  )
  const stop = stopsIn([first, second])

  test('a time takes its whole second, and nothing after the first later one', async () => {
    assert.deepEqual(await stop(at(109)), [null, 0, true])
    assert.deepEqual(await stop(at(110)), ['1', 1, true])
    assert.deepEqual(await stop(at(129.9)), ['2', 2, true])
    assert.deepEqual(await stop(at(130)), ['4', 4, true])
    assert.deepEqual(await stop(at(145)), ['5', 5, true])
  })

  test('a time after the logs takes all and tells so, one before them is refused', async () => {
    assert.deepEqual(await stop(at(151)), ['5', 5, false])
    await assert.rejects(stop(at(99)), failure(/is before the start of these logs, 1970-01-01T00:01:40.000Z/))
  })

  test('logs of a server that may lack what happened elsewhere go as far as their transactions', async () => {
    const complete = async (seconds: number) =>
      (await findStop([first, second], beginningOfLogs, at(seconds), 'transaction')).complete
    assert.deepEqual([await complete(139), await complete(140), await complete(145)], [true, false, false])
  })

  test('a start within the first log leaves out what is before it', async () => {
    const { file, position } = await findStop([first, second], beginningOfLogs, upTo(`${uuid}:1`))
    const further = stopsIn([first, second], { file, position })
    assert.deepEqual(await further(upTo(`${uuid}:2`)), ['2', 1, true])
    assert.deepEqual(await further(at(110)), [null, 0, true])
    await assert.rejects(further(at(109)), failure(/before the start/))
    await assert.rejects(further(upTo(`${uuid}:1`)), failure(/:1 is not in these logs after their start/))
    await assert.rejects(
      stopsIn([first], { file: 0, position: position + 1 })(at(130)),
      failure(/no event begins at/),
    )
  })

  test('what the last log has only in part is not reached, and another log must be whole', async () => {
    const part = log(
      'part',
      madeEvent(15, 150),
      commit(6n, 160),
      gtidEvent(7n, 161),
      queryEvent('BEGIN', 161),
    )
    assert.deepEqual(await stopsIn([second, part])(at(170)), ['6', 4, false])
    await assert.rejects(stopsIn([second, part])(upTo(`${uuid}:7`)), failure(/not in these logs/))
    writeFileSync(part, readFileSync(part).subarray(0, -1))
    assert.deepEqual(await stopsIn([part])(at(170)), ['6', 1, false])
    await assert.rejects(
      stopsIn([part, second])(at(170)),
      failure(/part is cut off, and is not the last log/),
    )
  })

  test('logs of a server without GTIDs are refused', async () => {
    const plain = log('plain', madeEvent(15, 100), queryEvent('BEGIN', 110), madeEvent(16, 110))
    await assert.rejects(stopsIn([plain])(at(120)), failure(/plain has a change without a GTID event at 23/))
  })
})

describe('where to stop, in logs of real servers', () => {
  for (const server of ['mysql56', 'mysql97', 'mariadb1011']) {
    const names = [`${server}.000001`, `${server}.000002`]
    const files = names.map(fixture)
    const gtids = names.flatMap((name) =>
      expected[name]!.gtids.map(([, gtid, seconds]) => ({ gtid, seconds })),
    )

    test(`${server}: at its number i of the GTIDs, i transactions are reached, and the next begins there`, async () => {
      const starts = names.map((name) => expected[name]!.gtids.map(([position]) => position))
      for (const [index, { gtid, seconds }] of gtids.entries()) {
        const stop = await findStop(files, beginningOfLogs, upTo(gtid.toUpperCase()))
        const inFile = stop.file === 0 ? index : index - starts[0]!.length
        const next = starts[stop.file]![inFile + 1] ?? readFileSync(files[stop.file]!).length
        assert.deepEqual(stop, {
          file: index < starts[0]!.length ? 0 : 1,
          position: next,
          gtid,
          at: new Date(seconds * 1000),
          transactions: index + 1,
          complete: true,
        })
      }
    })

    test(`${server}: at each second, all transactions up to it are reached`, async () => {
      for (const { seconds } of gtids) {
        const { transactions } = await findStop(files, beginningOfLogs, at(seconds))
        assert.equal(transactions, gtids.filter((one) => one.seconds <= seconds).length)
      }
    })
  }
})
