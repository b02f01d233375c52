import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { BackupRecord } from '../../../../agent/backup/record.ts'
import { expired } from '../../../../agent/backup/retention.ts'
import { chainOf, later, tried } from './records.ts'

const monday = new Date('2026-11-02T01:59:00Z')

/** Three backups of the week with this number; `proofs` of them, the full one first: `+` proven, `-` failed. */
function week(number: number, proofs = ''): BackupRecord[] {
  return chainOf(later(monday, number * 7 * 24 * 60), 3).map((record, index) => {
    if (proofs[index] === '+') return tried(record)
    return proofs[index] === '-' ? tried(record, 'failed') : record
  })
}

const backwards = (...weeks: BackupRecord[][]) => weeks.flatMap((one) => one.toReversed())
const names = (records: readonly BackupRecord[]) => records.map(({ id }) => id)

describe('of three weeks the first one goes', () => {
  const goes: [what: string, newest: BackupRecord[]][] = [
    ['when the newest full backup is proven', week(2, '+')],
    ['when that was proven along with one that builds on it', week(2, ' +')],
    ['when there is nothing but the full one', week(2, '+').slice(0, 1)],
  ]
  for (const [what, newest] of goes)
    test(what, () => {
      const records = [...week(0, '+'), ...week(1, '+'), ...newest]
      assert.deepEqual(names(expired(records, { keepChains: 1 })), names(backwards(week(0))))
    })
})

describe('nothing goes', () => {
  const [full, ...rest] = week(2, '+')
  const stays: [what: string, newest: BackupRecord[]][] = [
    ['before the newest full backup is proven', week(2)],
    ['when its proof failed', week(2, '-')],
    ['when the proof of one that builds on it failed', week(2, '+-')],
    [
      'when it was proven before it ended',
      [{ ...tried(full!), endedAt: later(new Date(full!.startedAt), 31).toISOString() }],
    ],
    ['when the newest chain has no full backup', rest.map((record) => tried(record))],
    ['when the newest chain has a gap', [full!, rest[1]!]],
  ]
  for (const [what, newest] of stays)
    test(what, () =>
      assert.deepEqual(expired([...week(0, '+'), ...week(1, '+'), ...newest], { keepChains: 1 }), []),
    )
  test('where there is nothing', () => assert.deepEqual(expired([], { keepChains: 1 }), []))
})

describe('which chains stay', () => {
  const weeks = [week(0, '+'), week(1, '+'), week(2, '+'), week(3, '+')]
  for (const keepChains of [0, 1, 2, 3, 9])
    test(`the newest and ${keepChains} before it`, () => {
      const going = weeks.slice(0, Math.max(0, 3 - keepChains))
      assert.deepEqual(names(expired(weeks.flat(), { keepChains })), names(backwards(...going)))
    })

  test('a proven one, although chains that are not came after it', () => {
    const records = [...week(0, '+'), ...week(1, '+'), ...week(2), ...week(3, '+-'), ...week(4, '+')]
    assert.deepEqual(names(expired(records, { keepChains: 1 })), names(backwards(week(0), week(2))))
  })

  test('what comes later in the index counts as newer, whatever the clock said', () => {
    const records = [...week(2, '+'), ...week(1, '+'), ...week(0, '+')]
    assert.deepEqual(names(expired(records, { keepChains: 1 })), names(backwards(week(2))))
  })
})
