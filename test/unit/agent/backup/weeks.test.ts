import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { localTime, weekdays } from '../../../../agent/backup/calendar.ts'
import { isProven, chainsOf } from '../../../../agent/backup/chain.ts'
import type { BackupRecord, DataIdentity } from '../../../../agent/backup/record.ts'
import { expired } from '../../../../agent/backup/retention.ts'
import { nextBackup } from '../../../../agent/backup/schedule.ts'
import type { NextBackup } from '../../../../agent/backup/schedule.ts'
import { backup, identity as firstIdentity, later, neededFor, tried } from './records.ts'

const day = 24 * 60
const rules = {
  timeZone: 'UTC',
  fullDay: 'monday',
  tool: 'mariadb-backup',
  toolSeries: '11.8',
  serverSeries: '11.8',
} as const
const next = (
  records: readonly BackupRecord[],
  now: Date,
  change: Partial<typeof rules> | object = {},
): NextBackup => nextBackup({ records, now, identity: firstIdentity, ...rules, ...change })
const made = (plan: NextBackup, now: Date, identity: DataIdentity = firstIdentity): BackupRecord =>
  backup(now, plan.kind === 'full' ? null : plan.base, { identity })
const without = (records: readonly BackupRecord[], gone: readonly BackupRecord[]) =>
  records.filter((record) => !gone.includes(record))

test('the manual’s weeks: Monday full, Tuesday to Sunday incremental, then the week before the previous one goes', () => {
  const monday = new Date('2026-11-16T01:59:00Z')
  let records: BackupRecord[] = []
  const course: string[] = []
  for (let number = 0; number < 22; number++) {
    const now = later(monday, number * day)
    records = [...records, made(next(records, now), now)]
    const { id, base, sequence } = records.at(-1)!
    const early = expired(records, { keepChains: 1 }).length
    if (sequence === 0) records = records.with(-1, tried(records.at(-1)!))
    const gone = expired(records, { keepChains: 1 })
    records = without(records, gone)
    course.push(`${id} on ${base}; ${early} go, ${gone.length} after the proof, ${records.length} stay`)
  }
  const weekFrom = (first: string, others: readonly string[], before: number, gone = 0) =>
    [first, ...others].map((date, index) => {
      const kind = index === 0 ? 'full' : 'incremental'
      const on =
        index === 0
          ? 'null'
          : `2026-${index === 1 ? first : others[index - 2]}T015900-${index === 1 ? 'full' : kind}`
      return `2026-${date}T015900-${kind} on ${on}; 0 go, ${index === 0 ? gone : 0} after the proof, ${before + index + 1} stay`
    })
  assert.deepEqual(course, [
    ...weekFrom('11-16', ['11-17', '11-18', '11-19', '11-20', '11-21', '11-22'], 0),
    ...weekFrom('11-23', ['11-24', '11-25', '11-26', '11-27', '11-28', '11-29'], 7),
    ...weekFrom('11-30', ['12-01', '12-02', '12-03', '12-04', '12-05', '12-06'], 7, 7),
    ...weekFrom('12-07', [], 7, 7),
  ])
})

describe('weeks in which nothing fails have one full backup each, on the full day', () => {
  const starts = fc.date({
    min: new Date('2026-01-01T00:00:00Z'),
    max: new Date('2028-12-31T00:00:00Z'),
    noInvalidDate: true,
  })
  for (const timeZone of ['UTC', 'Europe/Berlin', 'America/Santiago', 'Australia/Lord_Howe', 'Asia/Shanghai'])
    test(timeZone, () => {
      const runsADay = fc.integer({ min: 1, max: 3 })
      fc.assert(
        fc.property(starts, fc.constantFrom(...weekdays), runsADay, (start, fullDay, count) => {
          // Every 24 hours, but not so close to midnight that a change of the clock would leave a date out.
          fc.pre(/T(0[1-9]|1\d)/.test(localTime(start, timeZone).idText))
          const records: BackupRecord[] = []
          let previous = ''
          for (let number = 0; number < 16; number++) {
            for (let run = 0; run < count; run++) {
              const now = later(later(start, number * day), run * 60)
              const shown = now.toLocaleDateString('en-US', { timeZone, dateStyle: 'full' })
              const isFirst = records.length === 0
              const begins = shown !== previous && shown.toLowerCase().startsWith(fullDay)
              records.push(made(next(records, now, { timeZone, fullDay }), now))
              assert.equal(records.at(-1)!.kind, isFirst || begins ? 'full' : 'incremental', shown)
              previous = shown
            }
          }
        }),
        { numRuns: 10 },
      )
    })
})

describe('weeks in which anything may fail', () => {
  const days = fc.array(
    fc.record({
      backup: fc.constantFrom('made', 'made', 'made', 'failed', 'absent'),
      proof: fc.constantFrom('none', 'none', 'proven', 'failed'),
      change: fc.constantFrom('none', 'none', 'none', 'term', 'generation'),
      pruned: fc.boolean(),
    }),
    { maxLength: 60 },
  )

  /** Whether a restore of this backup is one of one data directory in one role, with everything that it needs. */
  function isRestorable(record: BackupRecord, records: readonly BackupRecord[]): boolean {
    const needed = neededFor(record, records)
    return (
      needed !== null &&
      needed.every(({ identity }, index) => {
        assert.equal(needed[index]!.sequence, index)
        return identity.generation === record.identity.generation && identity.term === record.identity.term
      })
    )
  }
  const newestProven = (records: readonly BackupRecord[]) => chainsOf(records).findLast(isProven)

  test('what is kept can be restored, at every moment of a deletion, and the newest proven chain is kept', () => {
    fc.assert(
      fc.property(days, fc.nat(3), (course, keepChains) => {
        let records: BackupRecord[] = []
        let identity = firstIdentity
        for (const [number, today] of course.entries()) {
          const now = later(new Date('2026-11-30T01:59:00Z'), number * day)
          if (today.change === 'term') identity = { ...identity, term: identity.term + 1 }
          if (today.change === 'generation') identity = { ...identity, generation: `g${number}` }
          if (today.backup === 'made')
            records = [...records, made(next(records, now, { identity }), now, identity)]
          if (today.proof !== 'none' && records.length > 0)
            records = records.with(-1, tried(records.at(-1)!, today.proof))
          if (!today.pruned) continue
          const [proven, newest] = [newestProven(records), chainsOf(records).slice(-1 - keepChains)]
          const gone = expired(records, { keepChains })
          for (let deleted = 0; deleted <= gone.length; deleted++) {
            const left = without(records, gone.slice(0, deleted))
            for (const record of left) assert.ok(isRestorable(record, left), record.id)
          }
          records = without(records, gone)
          for (const record of [...(proven ?? []), ...newest.flat()])
            assert.ok(records.includes(record), record.id)
        }
      }),
    )
  })
})
