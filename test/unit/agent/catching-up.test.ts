import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { noteBehind } from '../../../agent/decide/catching-up.ts'
import { refusal } from '../../../agent/decide/gate.ts'
import type { Role } from '../../../agent/decide/state.ts'
import { timing } from '../../../agent/decide/timing.ts'
import { beginTurn } from '../../../agent/decide/turn.ts'
import { executedAs } from './gtids.ts'
import { envelope, factsOf, modelNode, replicaOf, think } from './node.ts'

const now = 1_000_000

interface Case {
  role: Role
  fetches: boolean
  behindSince: number | null
  executed: string[]
  received: string[]
}

/** What node `b` says against its promotion beside `a`, which has just closed writes with `a:1` and `a:2`. */
function objection(change: Partial<Case>): string | null {
  const it: Case = {
    role: 'STANDBY',
    fetches: true,
    behindSince: null,
    executed: ['a:1'],
    received: ['a:1'],
    ...change,
  }
  const [a, b] = [modelNode('a', 0), modelNode('b', 0)]
  const message = envelope(a, think(a, 1000).tell, 1000)
  const closed = { ...message, role: 'FENCED' as const, open: false, eligible: true, primaryTerm: 3, term: 3 }
  assert.ok(closed.mysql !== null)
  closed.mysql = { ...closed.mysql, executed: executedAs(new Set(['a:1', 'a:2'])) }
  it.executed.forEach((transaction) => b.server.executed.add(transaction))
  const facts = factsOf(b, now)
  facts.replica = {
    ...replicaOf('a', 'running', executedAs(new Set(it.received))),
    ioRunning: it.fetches ? 'Yes' : 'No',
  }
  const durable = { ...b.state.durable, role: it.role, term: 3, primaryTerm: 0 }
  const state = { ...b.state, durable, behindSince: it.behindSince, savedAt: now, startedAt: now - 60_000 }
  const peer = { state: closed, receivedAt: now, confirmedSentAt: now - 10 }
  const seen = {
    vip: true,
    keepalived: true,
    mysql: { probe: null, facts },
    peer,
    lease: b.lease,
    events: [],
  }
  const turn = beginTurn(state, seen, { uptime: now, wall: '' })
  turn.state.health = { ...turn.state.health, status: 'healthy' }
  noteBehind(turn)
  return refusal(turn)
}

describe('a primary that has just closed writes has more than its standby was seen to have', () => {
  const long = now - timing.catchUp
  const cases: readonly [what: string, change: Partial<Case>, refused: RegExp | null][] = [
    ['what was received counts', { received: ['a:1', 'a:2'] }, null],
    ['for a moment the look here may be the older one', {}, null],
    ['then the primary should lead', { behindSince: long }, /peer should lead/],
    ['at once, where nothing is fetched', { fetches: false }, /peer should lead/],
    ['at once, in a node that is no standby', { role: 'FENCED' }, /peer should lead/],
  ]
  for (const [what, change, refused] of cases)
    test(what, () => {
      const said = objection(change)
      if (refused === null) assert.equal(said, null)
      else assert.match(said ?? '', refused)
    })
})
