import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { carryOverBoot } from '../../../agent/decide/flap.ts'
import { isHealthy, judgeHealth, unknownHealth } from '../../../agent/decide/health.ts'
import type { Probe } from '../../../agent/decide/observation.ts'
import { timing } from '../../../agent/decide/timing.ts'
import { answerLease, freshLease } from '../../../agent/link/lease.ts'
import { bootAgent, modelNode, policy, think } from './node.ts'

type Seen = 'ok' | 'alive' | 'no process' | 'no port' | 'hangs'

function probes(seen: readonly [at: number, what: Seen][]): Probe[] {
  return seen.map(([at, what], index) => ({
    sequence: index + 1,
    at,
    result: what === 'ok' || what === 'alive' ? what : 'no-answer',
    error: what,
    instance: what === 'no process' ? null : 'pid:1',
    listening: what !== 'no port' && what !== 'no process',
  }))
}

describe('3.a the health verdict', () => {
  const hang = (count: number, spacing: number) =>
    Array.from({ length: count }, (_, n) => [n * spacing, 'hangs'] as [number, Seen])
  const cases: [name: string, seen: [number, Seen][], status: string][] = [
    ['an answer is healthy', [[0, 'ok']], 'healthy'],
    ['too many connections, access denied and the like: alive, with an alert', [[0, 'alive']], 'alert'],
    [
      'no process fails at the second look',
      [
        [0, 'ok'],
        [250, 'no process'],
        [500, 'no process'],
      ],
      'failed',
    ],
    [
      'one look is not enough, it may be restarting',
      [
        [0, 'ok'],
        [250, 'no process'],
      ],
      'healthy',
    ],
    [
      'nor are two looks within 100 ms',
      [
        [0, 'ok'],
        [250, 'no process'],
        [300, 'no process'],
      ],
      'healthy',
    ],
    [
      'no port counts like no process',
      [
        [0, 'no port'],
        [250, 'no port'],
      ],
      'failed',
    ],
    ['a server that hangs fails at the fifth miss', hang(5, 1000), 'failed'],
    ['four misses are not enough', hang(4, 1000), 'unknown'],
    ['misses count once a second', hang(12, 250), 'unknown'],
    ['one answer takes all misses back', [...hang(4, 1000), [4000, 'ok'], [5000, 'hangs']], 'healthy'],
    [
      'it recovers',
      [
        [0, 'no process'],
        [250, 'no process'],
        [500, 'ok'],
      ],
      'healthy',
    ],
  ]
  for (const [name, seen, status] of cases) {
    test(name, () => assert.equal(probes(seen).reduce(judgeHealth, unknownHealth).status, status))
  }

  test('the same probe judged again changes nothing', () => {
    const once = probes([
      [0, 'no process'],
      [250, 'no process'],
    ]).reduce(judgeHealth, unknownHealth)
    assert.equal(
      judgeHealth(
        once,
        probes([
          [0, 'no process'],
          [900, 'no process'],
        ])[1] ?? null,
      ),
      once,
    )
    assert.equal(isHealthy(once), false)
  })
})

describe('the lease of the witness', () => {
  test('a witness that has just started grants nothing for as long as a vote binds', () => {
    const [, early] = answerLease(freshLease(0), { node: 'a', term: 1 }, timing.vote - 1)
    const [, later] = answerLease(freshLease(0), { node: 'a', term: 1 }, timing.vote)
    assert.deepEqual([early.granted, later.granted], [false, true])
  })

  test('word that it is not wanted, which may come late, frees nothing: it ends by not being asked for', () => {
    let [state] = answerLease(freshLease(-5000), { node: 'a', term: 1 }, 0)
    ;[state] = answerLease(state, { node: 'a', term: null }, 10)
    const [, early] = answerLease(state, { node: 'b', term: 2 }, timing.vote - 1)
    assert.deepEqual(early, { granted: false, highestTerm: 1, previous: { node: 'a', term: 1 } })
    const [, later] = answerLease(state, { node: 'b', term: 2 }, timing.vote)
    assert.deepEqual(later, { granted: true, highestTerm: 2, previous: { node: 'a', term: 1 } })
  })

  test('whoever asks is told who held it last, its holder who held it before', () => {
    let [state] = answerLease(freshLease(-5000), { node: 'a', term: 1 }, 0)
    let reply
    ;[state, reply] = answerLease(state, { node: 'a', term: null }, 10)
    assert.deepEqual(reply, { granted: false, highestTerm: 1, previous: { node: 'a', term: 1 } })
    ;[state, reply] = answerLease(state, { node: 'a', term: 2 }, 20)
    assert.deepEqual(reply, { granted: true, highestTerm: 2, previous: { node: 'a', term: 1 } })
    ;[state, reply] = answerLease(state, { node: 'a', term: 2 }, 30)
    assert.deepEqual(reply, { granted: true, highestTerm: 2, previous: { node: 'a', term: 1 } })
    ;[state, reply] = answerLease(state, { node: 'b', term: 3 }, 40)
    assert.deepEqual(reply, { granted: false, highestTerm: 2, previous: { node: 'a', term: 2 } })
  })

  test('one holder at a time, never a lower term, bound for longer than the holder relies on it', () => {
    const request = fc.record({
      node: fc.constantFrom('a', 'b'),
      term: fc.integer({ min: 1, max: 4 }),
      wait: fc.integer({ min: 0, max: 3000 }),
    })
    fc.assert(
      fc.property(fc.array(request, { maxLength: 30 }), (requests) => {
        let state = freshLease(0)
        let now = 0
        let last: { node: string; term: number; at: number } | null = null
        for (const { node, term, wait } of requests) {
          now += wait
          const [next, reply] = answerLease(state, { node, term }, now)
          state = next
          if (!reply.granted) continue
          if (last !== null && last.node !== node) assert.ok(now - last.at >= timing.vote)
          assert.ok(last === null || term >= last.term)
          last = { node, term, at: now }
        }
      }),
    )
  })
})

describe('decide', () => {
  test('is pure: the same arguments give the same decision and stay as they were', () => {
    const node = modelNode('a', 1000)
    const before = Object.freeze(node.state)
    const other = structuredClone({ ...node, events: [] })
    const first = think(node, 2000)
    const second = think(other, 2000)
    assert.deepEqual(first, second)
    assert.deepEqual(node.state, other.state)
    assert.notEqual(node.state, before)
  })

  test('rule 2: whoever led or followed before starts fenced, with the verdict "not me"', () => {
    for (const role of ['PRIMARY', 'STANDBY'] as const) {
      const { durable } = modelNode('a', 1000).state
      const state = bootAgent('a', { ...durable, role, primaryTerm: 3, term: 3 }, 1000, policy)
      assert.deepEqual([state.durable.role, state.verdict, state.open], ['FENCED', 1, true])
      assert.equal(state.durable.transitions.at(-1)?.from, role)
    }
  })

  test('promotions of another boot count as if they had happened when this one began', () => {
    assert.deepEqual(carryOverBoot([500, 900], true), [500, 900])
    assert.deepEqual(carryOverBoot([500, 900], false), [0, 0])
  })

  test('a voter is bound for longer than a leader relies on its vote', () => {
    assert.ok(timing.vote >= timing.backing + 3 * timing.tick)
    assert.ok(timing.peerSilent >= timing.vote)
  })
})
