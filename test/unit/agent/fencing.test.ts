import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { contested, noteVipProbe } from '../../../agent/decide/contest.ts'
import type { Observation } from '../../../agent/decide/observation.ts'
import { cutOff } from '../../../agent/decide/isolation.ts'
import { keepClosed } from '../../../agent/decide/closing.ts'
import { nextTurn } from '../../../agent/decide/pace.ts'
import type { AgentState, Policy } from '../../../agent/decide/state.ts'
import { timing } from '../../../agent/decide/timing.ts'
import { beginTurn, start } from '../../../agent/decide/turn.ts'
import type { Turn } from '../../../agent/decide/turn.ts'
import { beforeVotesEnd, sinceVipLost, withoutRole } from '../../../agent/decide/urgency.ts'
import { mayBegin } from '../../../agent/decide/vote.ts'
import { modelNode } from './node.ts'
import { World } from './world.ts'

function turnAt(now: number, change: Partial<AgentState>, policy: Partial<Policy> = {}, vip = false): Turn {
  const node = modelNode('a', 0, policy)
  const seen: Observation = {
    ...{ vip, keepalived: null, events: [], lease: node.lease, peer: node.peer },
    mysql: { probe: null, facts: null },
  }
  return beginTurn({ ...node.state, ...change }, seen, { uptime: now, wall: '' })
}

describe('deadlines of fencing', () => {
  test('writable without the VIP for 2 s at most, however late the loss is noticed and judged', () => {
    assert.ok(timing.vipDebounce <= 1200)
    const late = timing.tick
    fc.assert(
      fc.property(fc.integer({ min: 0, max: timing.vipDebounce + timing.tick }), (debounced) => {
        const { hard, withinMilliseconds } = sinceVipLost(turnAt(5000 + debounced, { vipLostAt: 5000 }))
        assert.ok(hard)
        assert.ok(late + debounced + withinMilliseconds <= 2000, `${debounced} + ${withinMilliseconds}`)
      }),
    )
    assert.ok(late + withoutRole.withinMilliseconds <= 2000)
  })

  test('a leader without votes has closed before its last vote is free at its voter', () => {
    const last = timing.vote - timing.backing - timing.fenceMargin - timing.leastFence
    fc.assert(
      fc.property(fc.integer({ min: 0, max: last }), (noticedAfter) => {
        const { withinMilliseconds } = beforeVotesEnd(turnAt(9000 + noticedAfter, { backedUntil: 9000 }))
        const closed = 9000 + noticedAfter + withinMilliseconds
        assert.ok(closed <= 9000 - timing.backing + timing.vote)
        // All of the time that is left is used: a busy machine needs it.
        assert.ok(closed >= 9000 - timing.backing + timing.vote - timing.fenceMargin)
      }),
    )
  })

  const within = 1600
  const fencesUnderWay: readonly [
    what: string,
    since: number,
    backedUntil: number,
    closedBy: number | null,
  ][] = [
    [
      'the votes go first: it is hurried',
      10_000,
      9800,
      9800 + timing.vote - timing.backing - timing.fenceMargin,
    ],
    ['the votes are gone by then: it gets a moment', 10_000, 9000, 10_100 + timing.overdueFence],
    ['it ends first: it goes on as it does', 8500, 9900, null],
  ]
  for (const [what, since, backedUntil, closedBy] of fencesUnderWay)
    test(`writes are being closed for another reason, and the votes are lost: ${what}`, () => {
      const work = {
        kind: 'fence' as const,
        hard: true,
        withinMilliseconds: within,
        served: null,
        reason: 'x',
      }
      const { state } = modelNode('a', 0)
      const durable = { ...state.durable, role: 'FENCED' as const, term: 3, primaryTerm: 3 }
      const running = { database: { id: 1, work, since } }
      const change = {
        durable,
        running,
        open: true,
        backedUntil,
        health: { ...state.health, status: 'healthy' as const },
      }
      const turn = turnAt(10_100, { ...change, startedAt: 0 })
      keepClosed(turn)
      const begun = turn.actions.find((action) => action.kind === 'fence')
      assert.equal(begun === undefined ? null : 10_100 + begun.withinMilliseconds, closedBy)
      // Once is enough: a fence that is begun anew each turn never ends.
      const next = turnAt(10_150, { ...change, running: turn.state.running, startedAt: 0 })
      keepClosed(next)
      if (begun !== undefined && begun.withinMilliseconds > timing.overdueFence)
        assert.deepEqual(next.actions, [])
    })

  test('after a freeze another may lead already: closing gets a moment, then mysqld is killed', () => {
    const { hard, withinMilliseconds } = beforeVotesEnd(turnAt(90_000, { backedUntil: 9000 }))
    assert.deepEqual([hard, withinMilliseconds], [true, timing.overdueFence])
    assert.ok(timing.overdueFence < timing.leastFence)
  })

  test('the VIP gone with nobody to take it: closed within 2 s, in the whole of the agent', () => {
    const world = World.formed()
    world.command('b', { name: 'maint', on: true })
    world.run(1000)
    world.keepalived.a = false
    world.run(2000)
    assert.equal(world.nodes.a.server.readOnly, true)
  })

  test('keepalived comes back with the VIP within its respawn: nothing is closed', () => {
    const world = World.formed()
    world.command('b', { name: 'maint', on: true })
    world.run(1000)
    world.keepalived.a = false
    world.run(200)
    world.keepalived.a = true
    world.run(3000)
    assert.deepEqual([world.roles().a, world.nodes.a.state.durable.term], ['PRIMARY', 2])
  })
})

describe('another host that answers for the VIP', () => {
  const promotion = (rival: boolean | null, handedOver = false) =>
    ({ term: 3, since: 1000, stage: 'detach', handedOver, drained: true, instance: null, rival }) as const
  const cases: [string, number, boolean | null, Policy['failover'], ReturnType<typeof contested>][] = [
    ['nobody else has it', 1010, false, 'automatic', 'no'],
    ['not looked yet', 1010, null, 'automatic', 'wait'],
    ['nobody could look in time', 1000 + timing.vipProbe, null, 'automatic', 'no'],
    ['it has no votes, but a moment to let go', 1500, true, 'automatic', 'wait'],
    ['it does not let go: it cannot write', 1000 + timing.vipContested, true, 'automatic', 'no'],
    ['where silence counts for death: it lives', 1500, true, 'automatic-without-witness', 'give way'],
  ]
  for (const [name, now, rival, failover, expected] of cases)
    test(name, () =>
      assert.equal(contested(turnAt(now, { promotion: promotion(rival) }, { failover })), expected),
    )

  test('is looked for again after a moment, not at once: every look is a program of its own', () => {
    for (const [answer, again] of [
      ['answered by another host', false],
      ['clear', true],
    ] as const) {
      const turn = turnAt(1500, { promotion: promotion(null) })
      noteVipProbe(turn, answer)
      assert.equal(start(turn, 'vip', { kind: 'probe-vip' }), again)
      const later = beginTurn(turn.state, turn.seen, { uptime: 1500 + timing.vipProbeAgain, wall: '' })
      delete later.state.running.vip
      assert.equal(start(later, 'vip', { kind: 'probe-vip' }), true)
    }
  })

  test('in a planned switchover the old primary may still have it: nobody waits', () => {
    assert.equal(contested(turnAt(1001, { promotion: promotion(null, true) })), 'no')
  })
})

test('turns come faster only while something runs out in silence', () => {
  const standby = { ...modelNode('a', 0).state, open: false }
  const durable = { ...standby.durable, role: 'STANDBY' as const }
  assert.equal(nextTurn(turnAt(9000, { ...standby, durable })), timing.tick)
  assert.equal(nextTurn(turnAt(9000, { ...standby, durable }, {}, true)), timing.soon)
  const leading = { durable: { ...standby.durable, role: 'PRIMARY' as const, primaryTerm: 2 } }
  assert.equal(
    nextTurn(turnAt(9000, { ...leading, backedUntil: 9000 + timing.backing - timing.tick })),
    timing.tick,
  )
  assert.equal(nextTurn(turnAt(9000, { ...leading, backedUntil: 9100 })), timing.soon)
})

describe('the gateway, where there is no witness', () => {
  const asking = (gateway: boolean | null, silent: number, failover: Policy['failover']): Turn => {
    const turn = turnAt(silent, {}, { failover })
    const config = { ...turn.state.config, gateway: true }
    return { ...turn, state: { ...turn.state, config }, seen: { ...turn.seen, gateway } }
  }
  const cases: [string, boolean | null, number, { isolated: boolean; may: boolean }][] = [
    [
      'it answers, and the peer has had the time to stop',
      true,
      timing.cutOffStops,
      { isolated: false, may: true },
    ],
    [
      'it answers, but a peer that is cut off may not have stopped yet',
      true,
      3000,
      { isolated: false, may: false },
    ],
    ['it does not answer', false, 9000, { isolated: true, may: false }],
    ['nobody knows yet', null, 9000, { isolated: false, may: false }],
  ]
  for (const [name, gateway, silent, expected] of cases)
    test(`the peer is silent: ${name}`, () => {
      const turn = asking(gateway, silent, 'automatic-without-witness')
      assert.deepEqual({ isolated: cutOff(turn), may: mayBegin(turn, 3) }, expected)
    })

  test('with a witness it has no say', () => {
    assert.equal(cutOff(asking(false, 9000, 'automatic')), false)
  })
})
