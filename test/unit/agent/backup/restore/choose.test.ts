import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { chooseBackup } from '../../../../../agent/backup/restore/choose.ts'
import type { Target } from '../../../../../agent/backup/restore/choose.ts'
import type { BackupRecord } from '../../../../../agent/backup/record.ts'
import { chainOf, identity, later, tried } from '../records.ts'

const monday = new Date('2026-11-30T01:59:00Z')
const nextMonday = new Date('2026-12-07T01:59:00Z')

type Change = (record: BackupRecord, index: number) => BackupRecord
const week = (start: Date, change: Change = (record) => record) => chainOf(start, 3).map(change)
const ofData =
  (generation: string): Change =>
  (record) => ({ ...record, identity: { ...identity, generation } })
const failed: Change = (record) => tried(record, 'failed')
const only =
  (index: number, change: Change): Change =>
  (record, at) =>
    at === index ? change(record, at) : record

/** Backups of Monday, Tuesday and Wednesday of two weeks: m, t, w, then M, T, W. */
const letters = new Map([...week(monday), ...week(nextMonday)].map(({ id }, index) => [id, 'mtwMTW'[index]!]))
const shown = (records: readonly BackupRecord[]) => records.map(({ id }) => letters.get(id)).join('')
const both = [...week(monday), ...week(nextMonday)]
/** The second week lacks its full backup. */
const rootless = [...week(monday), ...week(nextMonday).slice(1)]
const newest: Target = { kind: 'newest' }
const at = (start: Date, minutes: number): Target => ({ kind: 'time', at: later(start, minutes) })
const day = 24 * 60

describe('the backup that a restore starts from, and whose logs go on from there', () => {
  const cases: [what: string, records: BackupRecord[], target: Target, record: string, later: string][] = [
    ['newest', both, newest, 'W', ''],
    ['newest of one chain', week(monday), newest, 'w', ''],
    [
      'newest, one proven',
      week(
        monday,
        only(2, (record) => tried(record)),
      ),
      newest,
      'w',
      '',
    ],
    ['at a time, from a chain without its full backup', rootless, at(nextMonday, 2 * day), 'w', 'TW'],
    [
      'at a time, from before a hole',
      [...week(monday), both[3]!, both[5]!],
      at(nextMonday, 9 * day),
      'M',
      'W',
    ],
    ['newest, another chain failed', [...week(monday, failed), ...week(nextMonday)], newest, 'W', ''],
    ['at the moment of the first', both, at(monday, 10), 'm', 'twMTW'],
    ['a second before the second', both, at(monday, day + 10 - 1 / 60), 'm', 'twMTW'],
    ['at the moment of the second', both, at(monday, day + 10), 't', 'wMTW'],
    ['between two weeks', both, at(monday, 5 * day), 'w', 'MTW'],
    ['after all', both, at(nextMonday, 9 * day), 'W', ''],
    [
      'at a time, from one whose proof failed',
      week(monday, only(1, failed)),
      at(monday, day + 20),
      'm',
      'tw',
    ],
    [
      'on data that was made anew later',
      [...week(monday), ...week(nextMonday, ofData('g2'))],
      at(monday, day + 20),
      't',
      'w',
    ],
    [
      'on new data, made after other data',
      [...week(monday), ...week(nextMonday, ofData('g2'))],
      at(nextMonday, 20),
      'M',
      'TW',
    ],
    [
      'no logs of data that comes back later',
      [week(monday)[0]!, ...week(monday, ofData('g2')).slice(1, 2), ...week(nextMonday)],
      at(monday, 20),
      'm',
      '',
    ],
  ]
  for (const [what, records, target, record, after] of cases)
    test(what, () => {
      const choice = chooseBackup(records, target)
      assert.deepEqual([shown([choice.record]), shown(choice.later)], [record, after])
    })

  for (const change of [(record: BackupRecord) => record, failed])
    test('by its name, whatever its proof says', () => {
      const records = week(monday, change)
      const [, record] = records
      assert.deepEqual(chooseBackup(records, { kind: 'backup', id: record!.id }), { record, later: [] })
    })
})

describe('there is none', () => {
  const missing =
    /^the newest backup, .*, cannot be used \(one that it builds on is missing, or bad\): name another/
  const bad = /^the newest backup, .*, cannot be used \(a trial\): name another one with --id$/
  const cases: [what: string, records: BackupRecord[], target: Target, why: RegExp][] = [
    ['in an empty index', [], newest, /^there is no backup$/],
    ['that is whole', week(monday).slice(1), at(monday, 9 * day), /^there is no backup$/],
    ['that did not fail', week(monday, failed), at(monday, 9 * day), /^there is no backup$/],
    ['newest: its chain lacks the full backup', rootless, newest, missing],
    ['newest: a hole in its chain', [...week(monday), both[3]!, both[5]!], newest, missing],
    [
      'newest: its full backup failed',
      [...week(monday), ...week(nextMonday, only(0, failed))],
      newest,
      missing,
    ],
    ['newest: it failed', [...week(monday), ...week(nextMonday, only(2, failed))], newest, bad],
    ['so old', both, at(monday, 9), /^the oldest backup, 2026-11-30T015900-full, is later than that$/],
    ['of this name', both, { kind: 'backup', id: 'x' }, /^the index names no backup x$/],
  ]
  for (const [what, records, target, why] of cases)
    test(what, () => assert.throws(() => chooseBackup(records, target), { message: why }))
})
