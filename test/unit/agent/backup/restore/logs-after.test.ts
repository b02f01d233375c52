import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { refuseGap } from '../../../../../agent/backup/restore/logs-after.ts'

describe('the binary logs from where a backup ends', () => {
  const first = 'mysql-bin.000009'
  const log = (number: number) => `mysql-bin.${String(number).padStart(6, '0')}`
  const cases: [what: string, numbers: number[], why: RegExp | null][] = [
    ['the first alone', [9], null],
    ['several in a row', [9, 10, 11, 12], null],
    ['none', [], /the binary log mysql-bin\.000009 is missing: nothing later/],
    ['not the first', [10, 11], /log before mysql-bin\.000010 is missing/],
    ['one missing between', [9, 10, 12], /log before mysql-bin\.000012 is missing/],
    ['one twice', [9, 9, 10], /log before mysql-bin\.000009 is missing/],
    ['an older one', [8, 9], /log before mysql-bin\.000008 is missing/],
  ]
  for (const [what, numbers, why] of cases)
    test(what, () => {
      const check = () => refuseGap(first, numbers.map(log))
      if (why === null) check()
      else assert.throws(check, why)
    })

  test('over the end of six digits', () => {
    refuseGap('mysql-bin.999999', ['mysql-bin.999999', 'mysql-bin.1000000'])
  })

  for (const none of ['', 'mysql-bin', 'mysql-bin.index'])
    test(`${JSON.stringify(none)} is no log to begin with`, () =>
      assert.throws(() => refuseGap(none, [log(1)]), /is missing/))
})
