import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { BinlogError } from '../../../../../agent/backup/binlog/binlog-error.ts'
import {
  eventsOf,
  expected,
  fixture,
  gtidEvent,
  madeEvent,
  mariadbGtidEvent,
  queryEvent,
  temporaryDirectory,
  uuid,
  writeLog,
} from './events-example.ts'

const directory = temporaryDirectory()
const log = (...events: Buffer[]) => writeLog(join(directory, 'log'), ...events)

describe('events made by hand', () => {
  const largest = 2n ** 63n - 1n
  const cases: [name: string, event: Buffer, gtid: string | null, starts: boolean, ends: boolean][] = [
    ['a GTID', gtidEvent(5n, 1), `${uuid}:5`, true, false],
    ['the largest number', gtidEvent(largest, 1), `${uuid}:${largest}`, true, false],
    ['no GTID, as MySQL writes that', madeEvent(34, 1, Buffer.alloc(25)), null, true, false],
    [
      'a GTID of MariaDB',
      mariadbGtidEvent(4294967295, 4294967294, 2n ** 64n - 1n, 1),
      '4294967295-4294967294-18446744073709551615',
      true,
      false,
    ],
    ['a commit', madeEvent(16, 1, Buffer.alloc(8)), null, false, true],
    ['the preparing of a distributed one', madeEvent(38, 1), null, false, true],
    ['rows', madeEvent(30, 1, Buffer.alloc(300_000)), null, false, false],
    ['an unknown type', madeEvent(250, 1), null, false, false],
  ]
  for (const [name, event, gtid, starts, ends] of cases) {
    test(name, async () => {
      const { events, cutAt } = await eventsOf(log(madeEvent(15, 1), event, madeEvent(3, 4294967295)))
      assert.equal(cutAt, null)
      assert.equal(events.length, 3)
      const { position, endPosition, ...rest } = events[1]!
      assert.deepEqual([position, endPosition], [23, 23 + event.length])
      assert.equal(rest.gtid, gtid)
      assert.deepEqual([rest.startsTransaction, rest.endsTransaction], [starts, ends])
      assert.equal(events[2]!.timestampSeconds, 4294967295)
    })
  }

  test('statements end a transaction by what they are', async () => {
    const ends = async (...made: Buffer[]) =>
      (await eventsOf(log(...made))).events.map((one) => one.endsTransaction)
    const q = (text: string) => queryEvent(text, 1)
    assert.deepEqual(await ends(gtidEvent(1n, 1), q('CREATE TABLE a (b int)')), [false, true])
    const commit = ['BEGIN', 'INSERT INTO a VALUES (1)', 'ROLLBACK TO `s`', 'COMMIT']
    assert.deepEqual(await ends(gtidEvent(1n, 1), ...commit.map(q)), [false, false, false, false, true])
    assert.deepEqual(await ends(gtidEvent(1n, 1), q("XA START X'31'"), q("XA END X'31'")), [
      false,
      false,
      false,
    ])
    assert.deepEqual(await ends(mariadbGtidEvent(0, 1, 1n, 1, 1), q('DROP TABLE a')), [false, true])
    assert.deepEqual(await ends(mariadbGtidEvent(0, 1, 1n, 1), q('INSERT INTO a VALUES (1)')), [false, false])
  })

  test('what is no binary log, encrypted or damaged is told, with the place', async () => {
    const path = join(directory, 'bad')
    const fails = async (content: Buffer, message: RegExp) => {
      writeFileSync(path, content)
      await assert.rejects(
        eventsOf(path),
        (error) => error instanceof BinlogError && message.test(error.message),
      )
    }
    await fails(Buffer.from('not a log'), /bad is no binary log$/)
    await fails(Buffer.from('fd62696e00', 'hex'), /bad is encrypted: encrypted binary logs cannot be read$/)
    writeLog(path, madeEvent(15, 1), madeEvent(164, 1))
    await fails(readFileSync(path), /is encrypted/)
    const small = madeEvent(15, 1)
    small.writeUInt32LE(18, 9)
    writeLog(path, madeEvent(15, 1), small)
    await fails(readFileSync(path), /bad is damaged at 23: an event of 18 bytes$/)
    writeLog(path, madeEvent(42, 1, Buffer.from([0, 0, 0, 2])))
    await fails(readFileSync(path), /bad is damaged at 4: an event of type 42 that cannot be read/)
    await assert.rejects(eventsOf(join(directory, 'none')), { code: 'ENOENT' })
  })

  test('zeros that a lost power left end it', async () => {
    const { events, cutAt } = await eventsOf(log(madeEvent(15, 1), Buffer.alloc(5000)))
    assert.deepEqual([events.length, cutAt], [1, 23])
  })
})

describe('logs of real servers', () => {
  for (const [name, { events: positions, gtids }] of Object.entries(expected)) {
    test(`${name} is read as the server's own program prints it`, async () => {
      const { events, cutAt } = await eventsOf(fixture(name))
      assert.equal(cutAt, null)
      assert.deepEqual(
        events.map((event) => event.position),
        positions,
      )
      const found = events.filter((event) => event.startsTransaction)
      assert.deepEqual(
        found.map((event) => [event.position, event.gtid, event.timestampSeconds]),
        gtids,
      )
      // Every transaction of these ends with its last event.
      const ends = events.filter(
        (event, index) =>
          event.endsTransaction && [4, undefined].concat(33, 42, 162).includes(events[index + 1]?.type),
      )
      assert.equal(ends.length, gtids.length)
    })
  }

  for (const name of ['mysql97.000002', 'mariadb1011.000002']) {
    test(`${name} cut off at every byte gives whole events, in order`, async () => {
      const content = readFileSync(fixture(name))
      const { events: whole } = await eventsOf(fixture(name))
      const path = join(directory, 'cut')
      for (let bytes = 0; bytes < content.length; bytes++) {
        writeFileSync(path, content.subarray(0, bytes))
        const { events, cutAt } = await eventsOf(path)
        assert.deepEqual(
          events,
          whole.filter((event) => event.endPosition <= bytes),
        )
        const end = events.at(-1)?.endPosition ?? Math.min(bytes, 4)
        assert.equal(cutAt, end === bytes && bytes >= 4 ? null : end, `${bytes}`)
      }
    })
  }
})
