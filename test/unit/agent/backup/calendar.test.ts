import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { localTime, weekBeginning, weekdays } from '../../../../agent/backup/calendar.ts'
import type { Weekday } from '../../../../agent/backup/calendar.ts'

describe('local time', () => {
  const cases: [what: string, instant: string, zone: string, idText: string, weekday: Weekday][] = [
    ['in UTC', '2026-11-30T01:59:00Z', 'UTC', '2026-11-30T015900', 'monday'],
    ['ahead of UTC', '2026-11-29T17:59:00Z', 'Asia/Shanghai', '2026-11-30T015900', 'monday'],
    ['behind UTC', '2026-11-30T01:59:00Z', 'America/New_York', '2026-11-29T205900', 'sunday'],
    [
      'at midnight, which is no hour 24',
      '2026-11-29T23:00:00Z',
      'Europe/Berlin',
      '2026-11-30T000000',
      'monday',
    ],
    [
      'a minute before a spring change',
      '2026-03-29T00:59:00Z',
      'Europe/Berlin',
      '2026-03-29T015900',
      'sunday',
    ],
    ['a minute after it', '2026-03-29T01:01:00Z', 'Europe/Berlin', '2026-03-29T030100', 'sunday'],
    ['the first 01:59 of autumn', '2026-11-01T05:59:00Z', 'America/New_York', '2026-11-01T015900', 'sunday'],
    ['the second one', '2026-11-01T06:59:00Z', 'America/New_York', '2026-11-01T015900', 'sunday'],
    ['at 45 minutes', '2026-11-29T20:14:00Z', 'Asia/Kathmandu', '2026-11-30T015900', 'monday'],
    ['in a new year', '2026-12-31T15:59:00Z', 'Asia/Tokyo', '2027-01-01T005900', 'friday'],
    ['on a leap day', '2028-02-29T01:59:00Z', 'UTC', '2028-02-29T015900', 'tuesday'],
  ]
  for (const [what, instant, zone, idText, weekday] of cases)
    test(what, () => {
      const date = idText.slice(0, 10)
      assert.deepEqual(localTime(new Date(instant), zone), { date, weekday, idText })
    })

  test('an unknown zone is refused', () => {
    assert.throws(() => localTime(new Date(0), 'Europe/Atlantis'), RangeError)
  })
})

describe('the beginning of the backup week', () => {
  const cases: [what: string, instant: string, zone: string, fullDay: Weekday, week: string][] = [
    ['of its first moment', '2026-11-29T23:00:00Z', 'Europe/Berlin', 'monday', '2026-11-30'],
    ['of the moment before', '2026-11-29T22:59:59Z', 'Europe/Berlin', 'monday', '2026-11-23'],
    ['of its last day', '2026-12-06T12:00:00Z', 'UTC', 'monday', '2026-11-30'],
    ['on another full day', '2026-12-05T12:00:00Z', 'UTC', 'sunday', '2026-11-29'],
    ['over a new year', '2027-01-01T12:00:00Z', 'UTC', 'monday', '2026-12-28'],
    ['over a leap day', '2028-03-01T12:00:00Z', 'UTC', 'monday', '2028-02-28'],
    ['of the spring change', '2026-03-29T21:59:59Z', 'Europe/Berlin', 'monday', '2026-03-23'],
    ['after the spring change', '2026-03-29T22:00:00Z', 'Europe/Berlin', 'monday', '2026-03-30'],
    ['of the autumn change', '2026-10-25T22:59:59Z', 'Europe/Berlin', 'monday', '2026-10-19'],
    ['after the autumn change', '2026-10-25T23:00:00Z', 'Europe/Berlin', 'monday', '2026-10-26'],
    ['that has no midnight', '2026-09-06T04:00:00Z', 'America/Santiago', 'sunday', '2026-09-06'],
    ['of the second before it', '2026-09-06T03:59:59Z', 'America/Santiago', 'sunday', '2026-08-30'],
    ['whose day was left out', '2011-12-30T10:00:00Z', 'Pacific/Apia', 'friday', '2011-12-30'],
  ]
  for (const [what, instant, zone, fullDay, week] of cases)
    test(what, () => assert.equal(weekBeginning(new Date(instant), zone, fullDay), week))

  test('is the latest full day that is not after the local date, in every zone', () => {
    const instants = fc.date({
      min: new Date('2024-01-01T00:00:00Z'),
      max: new Date('2034-01-01T00:00:00Z'),
      noInvalidDate: true,
    })
    const zones = fc.constantFrom(
      'UTC',
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
      'Asia/Tehran',
    )
    fc.assert(
      fc.property(instants, zones, fc.constantFrom(...weekdays), (instant, zone, fullDay) => {
        const week = new Date(`${weekBeginning(instant, zone, fullDay)}T00:00:00Z`)
        const today = new Date(`${instant.toLocaleDateString('sv-SE', { timeZone: zone })}T00:00:00Z`)
        const days = (today.getTime() - week.getTime()) / 86_400_000
        const weekday = week.toLocaleDateString('en-US', { timeZone: 'UTC', weekday: 'long' })
        assert.equal(weekday.toLowerCase(), fullDay)
        assert.ok(days >= 0 && days < 7, `${days} days`)
      }),
    )
  })
})
