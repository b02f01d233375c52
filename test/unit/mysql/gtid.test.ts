import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import {
  containsGtids,
  countGtids,
  formatGtidSet,
  GtidSyntaxError,
  parseGtidSet,
  subtractGtids,
  unionGtids,
} from '../../../src/mysql/gtid.ts'
import { covers, joinPositions, missingFrom } from '../../../src/mysql/position.ts'

const uuids = [
  '3e11fa47-71ca-11e1-9e33-c80aa9429562',
  '4350f323-7565-4e59-8763-4b1b83a0ce0e',
  '4350f323-7565-4e59-8763-4b1b83a0ce0e:tag',
]

// A set as a plain list of "source number", which any sum can be checked against.
const members = fc.uniqueArray(
  fc.tuple(fc.constantFrom(...uuids), fc.integer({ min: 1, max: 30 })).map(([uuid, n]) => `${uuid} ${n}`),
  { maxLength: 40 },
)
const textOf = (list: readonly string[]) => list.map((one) => one.replace(' ', ':')).join(',\n')
const setOf = (list: readonly string[]) => parseGtidSet(textOf(list))

describe('GTID sets of MySQL', () => {
  test('as the server prints them', () => {
    const cases: [string, string][] = [
      ['', ''],
      [`${uuids[0]}:1-5:7`, `${uuids[0]}:1-5:7`],
      [`${uuids[1]}:3,\n${uuids[0]}:1-2:3`, `${uuids[0]}:1-3,${uuids[1]}:3`],
      [`${uuids[1]}:1:tag:1-3:5`, `${uuids[1]}:1,${uuids[2]}:1-3:5`],
      [`${uuids[0]!.toUpperCase()}:9-2`, ''],
    ]
    for (const [text, expected] of cases) assert.equal(formatGtidSet(parseGtidSet(text)), expected)
  })

  test('what is none is refused', () => {
    for (const text of [
      'x',
      `${uuids[0]}`,
      `${uuids[0]}:`,
      `${uuids[0]}:0`,
      `${uuids[0]}:1-x`,
      '0-1-5',
      `${uuids[0]}:99999999999999999999`,
    ]) {
      assert.throws(() => parseGtidSet(text), GtidSyntaxError, text)
    }
  })

  test('printing and parsing are inverse', () => {
    fc.assert(
      fc.property(members, (list) => assert.deepEqual(parseGtidSet(formatGtidSet(setOf(list))), setOf(list))),
    )
  })

  test('count, union, subtraction and containment agree with plain sets', () => {
    fc.assert(
      fc.property(members, members, (a, b) => {
        assert.equal(countGtids(setOf(a)), a.length)
        assert.deepEqual(unionGtids(setOf(a), setOf(b)), setOf([...new Set([...a, ...b])]))
        const rest = a.filter((one) => !b.includes(one))
        assert.deepEqual(subtractGtids(setOf(a), setOf(b)), setOf(rest))
        assert.equal(containsGtids(setOf(b), setOf(a)), rest.length === 0)
      }),
    )
  })
})

describe('positions of both families', () => {
  test('3.c.5: MariaDB, each domain-server-n of mine needs m >= n there', () => {
    const cases: [mine: string, theirs: string, missing: string][] = [
      ['0-1-5', '0-1-5', ''],
      ['0-1-5', '0-1-4', '0-1-5'],
      ['0-1-5', '0-1-7,0-2-9', ''],
      ['0-1-5,0-2-6', '0-1-5', '0-2-6'],
      ['0-1-5,1-1-1', '0-1-5', '1-1-1'],
      ['', '0-1-5', ''],
    ]
    for (const [mine, theirs, missing] of cases) assert.equal(missingFrom('mariadb', mine, theirs), missing)
  })

  test('what both have together covers each', () => {
    const state = fc
      .array(fc.tuple(fc.nat(2), fc.nat(2), fc.integer({ min: 1, max: 50 })))
      .map((list) => list.map((one) => one.join('-')).join(','))
    fc.assert(
      fc.property(state, state, (a, b) => {
        const both = joinPositions('mariadb', a, b)
        assert.ok(covers('mariadb', both, a) && covers('mariadb', both, b))
      }),
    )
  })
})
