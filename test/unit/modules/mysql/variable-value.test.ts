import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { sameValue, valueForSet } from '../../../../modules/mysql/variable-value.ts'

test('the same value, written in two ways', () => {
  const same = [
    ['134217728', '128M'],
    ['1', true],
    ['ON', 1],
    ['0', 'off'],
    ['READ-COMMITTED', 'read-committed'],
    ['/data/mysql', '/data/mysql'],
    ['1.5', '1.50'],
    ['', ''],
  ] as const
  for (const [now, wanted] of same) assert.ok(sameValue(now, wanted), `${now} is ${wanted}`)
  const other = [
    ['134217727', '128M'],
    ['OFF', true],
    ['ROW', 'MIXED'],
    ['/Data', '/data'],
    ['a,B', 'a,b'],
    ['', 0],
  ] as const
  for (const [now, wanted] of other) assert.ok(!sameValue(now, wanted), `${now} is not ${wanted}`)
})

test('what is set is what was wanted', () => {
  const value = fc.oneof(
    fc.boolean(),
    fc.integer(),
    fc.tuple(fc.nat(4096), fc.constantFrom('', 'K', 'm', 'G')).map(([number, unit]) => `${number}${unit}`),
    fc.constantFrom('ROW', 'on', 'READ-COMMITTED', '/a/b', 'x,y'),
  )
  fc.assert(fc.property(value, (wanted) => sameValue(String(valueForSet(wanted)), wanted)))
  assert.equal(valueForSet('128M'), 134217728)
  assert.equal(valueForSet('ON'), 'ON')
})
