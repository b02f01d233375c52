import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { Work } from '../../../agent/decide/action.ts'
import type { Command } from '../../../agent/decide/event.ts'
import type { AgentState, Policy, Role } from '../../../agent/decide/state.ts'
import { termFrom } from '../../../agent/decide/term.ts'
import { timing } from '../../../agent/decide/timing.ts'
import { atLeisure, atOnce } from '../../../agent/decide/urgency.ts'
import { modelNode, think } from './node.ts'

const now = 10_000
type Fence = Extract<Work, { kind: 'fence' }>

/** What is begun in a turn of a node that may still be writable, under a policy for which silence is no danger. */
function fencesOf(
  role: Role,
  { vip, running, writable = true, ...state }: Situation,
  command?: Command,
): [hard: boolean, withinMilliseconds: number][] {
  const node = modelNode('a', 0, { failover: 'assisted' })
  const urgency = running === 'hard' ? atOnce : atLeisure
  const work: Fence = { kind: 'fence', ...urgency, served: 'pid:1', reason: 'earlier' }
  Object.assign(node.server, { readOnly: !writable })
  node.vip = vip
  node.state = {
    ...{ ...node.state, settled: true, openedTerm: 2, nextActionId: 8, ...state },
    durable: { ...node.state.durable, role, term: 2, primaryTerm: 2 },
    running: running === null ? {} : { database: { id: 7, work, since: now - 100 } },
  }
  if (command !== undefined) node.events.push({ kind: 'command', id: 1, command })
  return think(node, now).actions.flatMap((action) =>
    action.kind === 'fence' ? [[action.hard, action.withinMilliseconds]] : [],
  )
}

interface Situation extends Partial<Omit<AgentState, 'running'>> {
  vip: boolean
  running: 'hard' | 'soft' | null
  writable?: boolean
}

describe('what closes in a hurry is not slowed down', () => {
  const soft: [boolean, number] = [false, timing.softFence]
  const cases: [string, Role, Situation, Command, ReturnType<typeof fencesOf>][] = [
    ['fence while it closes at once', 'FENCED', { vip: false, running: 'hard' }, { name: 'fence' }, []],
    [
      'maint while it closes at once',
      'FENCED',
      { vip: true, running: 'hard' },
      { name: 'maint', on: true },
      [],
    ],
    ['fence of a leader', 'PRIMARY', { vip: true, running: null }, { name: 'fence' }, [soft]],
    [
      'maint of a leader that misses its VIP already: what is left of its time counts',
      'PRIMARY',
      { vip: false, running: null, vipLostAt: now - 1000 },
      { name: 'maint', on: true },
      [soft, [true, timing.writableWithoutVip - 1000]],
    ],
  ]
  for (const [name, role, situation, command, expected] of cases)
    test(name, () => assert.deepEqual(fencesOf(role, situation, command), expected))
})

describe('a person’s closing, for which the VIP stays', () => {
  const cases: [string, Situation, ReturnType<typeof fencesOf>][] = [
    ['has its time while the VIP is here', { vip: true, running: 'soft' }, []],
    ['gets short when the VIP goes', { vip: false, running: 'soft' }, [[true, timing.writableWithoutVip]]],
    [
      'counted from when it was seen to be gone',
      { vip: false, running: 'soft', vipLostAt: now - 600 },
      [[true, timing.writableWithoutVip - 600]],
    ],
    ['gets short once', { vip: false, running: 'hard', vipLostAt: now - 600 }, []],
    [
      'has its time on a standby, which has no VIP to lose',
      { vip: false, running: 'soft', writable: false },
      [],
    ],
  ]
  for (const role of ['FENCED', 'MAINT'] as const)
    for (const [name, situation, expected] of cases)
      test(`${role}: ${name}`, () => assert.deepEqual(fencesOf(role, situation), expected))
})

describe('a term belongs to one node', () => {
  const config = (nodeId: string, peerId: string, failover: Policy['failover']) => ({
    ...modelNode('a', 0, { failover }).state.config,
    nodeId,
    peerId,
  })

  for (const failover of ['assisted', 'automatic-without-witness'] as const)
    test(`under ${failover} the two sides of a cut never come to the same one`, () => {
      fc.assert(
        fc.property(fc.nat(), fc.nat(), (one, other) => {
          const mine = termFrom(config('a', 'b', failover), one)
          assert.ok(mine >= one && mine <= one + 1)
          assert.notEqual(mine, termFrom(config('b', 'a', failover), other))
        }),
      )
    })

  test('where it takes two votes the next one is free for either', () => {
    for (const least of [2, 3]) {
      assert.equal(termFrom(config('a', 'b', 'automatic'), least), least)
      assert.equal(termFrom(config('b', 'a', 'automatic'), least), least)
    }
  })
})
