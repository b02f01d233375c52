import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { degradesAreRecorded } from '../../../src/drill/invariants/degrades.ts'
import { lateCommits, noLateCommits } from '../../../src/drill/invariants/late-commits.ts'
import { longestOutage, lossOf } from '../../../src/drill/invariants/lost-rows.ts'
import { oneWriter, writerHasVip } from '../../../src/drill/invariants/one-writer.ts'
import { shared, spansOf, total } from '../../../src/drill/invariants/spans.ts'
import { observed, roleRecords, serverRecords } from './observed.ts'

const writable = { writable: true }

describe('one writer', () => {
  const handedOver = serverRecords(0, 4000, writable)
  const table: readonly [
    what: string,
    other: ReturnType<typeof serverRecords>,
    thaws: boolean,
    holds: boolean,
  ][] = [
    ['one after the other', serverRecords(4050, 9000, writable), false, true],
    ['both for half a second', serverRecords(3500, 9000, writable), false, false],
    ['both for half a second after a thaw', serverRecords(3500, 9000, writable), true, true],
    ['both for two seconds after a thaw', serverRecords(2000, 9000, writable), true, false],
    ['a server that does not answer writes nothing', serverRecords(0, 9000, { writable: null }), false, true],
  ]
  for (const [what, other, thaws, holds] of table)
    test(what, () => assert.equal(oneWriter(observed(handedOver, other), thaws).holds, holds))

  test('nobody knows what was between two looks far apart', () => {
    const frozen = [...serverRecords(0, 1000, writable), ...serverRecords(6000, 6000, writable)]
    assert.ok(oneWriter(observed(frozen, serverRecords(1500, 5500, writable)), false).holds)
  })
})

describe('the writer has the VIP', () => {
  for (const [milliseconds, holds] of [
    [500, true],
    [2000, true],
    [3000, false],
  ] as const)
    test(`without for ${milliseconds} ms`, () => {
      const records = [
        ...roleRecords(0, 1000, true),
        ...roleRecords(1050, 9000, false),
        ...serverRecords(0, 1050 + milliseconds, writable),
        ...serverRecords(1100 + milliseconds, 9000),
      ]
      assert.equal(writerHasVip(observed(records, [])).holds, holds)
    })
})

describe('no late commits', () => {
  const grants = [{ node: 'other', term: 2, at: 5000 }]
  const table: readonly [what: string, acks: [string, number, number][], late: boolean][] = [
    ['before the grant', [['one', 4000, 4010]], false],
    ['by the holder', [['other', 6000, 6010]], false],
    ['by the one before, asked after the grant', [['one', 6000, 6010]], true],
    ['by the one before, asked before the grant', [['one', 4990, 5010]], true],
  ]
  for (const [what, acks, late] of table)
    for (const policy of ['availability', 'consistency'])
      test(`${what}, under ${policy}`, () => {
        const { holds, seen } = noLateCommits(lateCommits(observed([], [], { acks, grants }), false), policy)
        assert.equal(seen === 'none', !late)
        assert.equal(holds, !late || policy === 'availability')
      })

  test('an answer that was under way in something frozen proves nothing', () => {
    const seen = observed([], [], { acks: [['one', 4990, 9000]], grants })
    assert.deepEqual(lateCommits(seen, true), [])
  })
})

describe('lost rows', () => {
  const alwaysOn = serverRecords(0, 9000, writable)
  const off = [
    ...serverRecords(0, 3000, writable),
    ...serverRecords(3050, 9000, { writable: true, semisync: false }),
  ]
  const table: readonly [what: string, records: typeof off, ack: [string, number, number], sync: number][] = [
    ['while semi-sync was on', alwaysOn, ['one', 2000, 2010], 1],
    ['by a long wait, while semi-sync stayed on', alwaysOn, ['one', 2000, 3000], 1],
    [
      'by a wait that ended by its timeout, and nobody looked',
      serverRecords(0, 1900, writable),
      ['one', 2000, 3000],
      0,
    ],
    ['by a short wait, and nobody looked', serverRecords(0, 1900, writable), ['one', 2000, 2010], 1],
    ['after it was off', off, ['one', 5000, 5010], 0],
    ['just before it was off: nobody knows', off, ['one', 2900, 2910], 0],
  ]
  for (const [what, records, ack, synchronous] of table)
    test(what, () => {
      const loss = lossOf(observed(records, [], { acks: [ack] }), () => false, 1000)
      assert.deepEqual(loss, { synchronous, asynchronous: 1 - synchronous })
    })

  test('what is there is not lost', () => {
    const seen = observed(alwaysOn, [], { acks: [['one', 2000, 2010]] })
    assert.deepEqual(
      lossOf(seen, () => true, 1000),
      { synchronous: 0, asynchronous: 0 },
    )
  })
})

test('the longest outage counts from the failure to the end', () => {
  const acks: [string, number, number][] = [
    ['one', 0, 100],
    ['one', 0, 400],
    ['other', 0, 9000],
  ]
  assert.equal(longestOutage(observed([], [], { acks }), 'vip'), 8600)
  assert.equal(longestOutage(observed([], []), 'vip'), 10_000)
})

describe('a degrade is written down', () => {
  const degraded = serverRecords(1000, 4000, { writable: true, semisync: false })
  test('or the drill fails', () => assert.ok(!degradesAreRecorded(observed(degraded, [])).holds))
  test('and then it holds', () =>
    assert.ok(degradesAreRecorded(observed(degraded, [], { degradesRecorded: new Set(['one']) })).holds))
  test('a moment that is over at once counts for nothing', () =>
    assert.ok(degradesAreRecorded(observed(degraded.slice(0, 10), [])).holds))
})

test('what two share is in both, and never longer than either', () => {
  const looks = fc
    .array(fc.tuple(fc.integer({ min: 1, max: 400 }), fc.boolean()), { maxLength: 40 })
    .map((steps) => {
      let at = 0
      return steps.map(([step, holds]) => ({ at: (at += step), holds }))
    })
  fc.assert(
    fc.property(looks, looks, (one, other) => {
      const [a, b] = [spansOf(one), spansOf(other)]
      const both = shared(a, b)
      for (const { from, to } of both) {
        assert.ok(from <= to)
        for (const spans of [a, b]) assert.ok(spans.some((span) => span.from <= from && to <= span.to))
      }
      assert.ok(total(both) <= Math.min(total(a), total(b)))
    }),
  )
})
