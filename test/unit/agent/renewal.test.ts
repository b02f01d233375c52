import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { PeerState } from '../../../agent/decide/peer-state.ts'
import { renewTerm } from '../../../agent/decide/renewal.ts'
import type { AgentState, Policy } from '../../../agent/decide/state.ts'
import { beginTurn } from '../../../agent/decide/turn.ts'
import type { Turn } from '../../../agent/decide/turn.ts'
import { envelope, factsOf, modelNode, think } from './node.ts'

const now = 100_000

/** The node `a`, primary in term 2 with open writes, in a turn that hears `said` from a peer that has led in term 3. */
function meeting(said: Partial<PeerState>, policy: Partial<Policy>, state: Partial<AgentState>): Turn {
  const [a, b] = [modelNode('a', 0, policy), modelNode('b', 0, policy)]
  const durable = { ...a.state.durable, role: 'PRIMARY' as const, term: 3, primaryTerm: 2 }
  const past = { role: 'FENCED' as const, open: false, promoting: null, term: 3, primaryTerm: 3 }
  const message = { ...envelope(b, think(b, 1000).tell, 1000), ...past, ...said }
  const known = { ...a.state, durable, openedTerm: 2, savedAt: now, ...state }
  const peer = { state: message, receivedAt: now, confirmedSentAt: now - 10 }
  const mysql = { probe: null, facts: factsOf(a, now - 100) }
  const seen = { vip: true, keepalived: true, mysql, peer, lease: a.lease, events: [] }
  return beginTurn(known, seen, { uptime: now, wall: '' })
}

describe('a primary whose peer led in a higher term, in a cut', () => {
  const without = { failover: 'automatic-without-witness' as const }
  const work = { id: 1, work: { kind: 'open' as const, semisyncSource: false }, since: now }
  const cases: readonly [
    what: string,
    said: Partial<PeerState>,
    term: number,
    policy?: Partial<Policy>,
    state?: Partial<AgentState>,
  ][] = [
    ['goes on in a newer term when the peer has stopped', {}, 4],
    ['does so whatever kept the peer from leading', { role: 'MAINT', mysql: null }, 4],
    ['does so where a person starts fail-overs', {}, 4, { failover: 'assisted' }],
    ['goes above every term that was seen', { term: 6 }, 8],
    ['keeps its term when the peer led before it', { primaryTerm: 1 }, 2],
    ['takes none while the peer leads', { role: 'PRIMARY' }, 2],
    ['takes none while the peer is on its way to lead', { promoting: 5 }, 2],
    ['takes none while clients may write at the peer', { open: true }, 2],
    ['takes none without votes where they are needed', {}, 2, { failover: 'automatic' }],
    ['takes none while writes are being opened', {}, 2, without, { running: { database: work } }],
    ['takes none that cannot be saved', {}, 2, without, { savedAt: 0 }],
  ]
  for (const [what, said, term, policy = without, state = {}] of cases)
    test(what, () => {
      const turn = meeting(said, policy, state)
      renewTerm(turn, turn.seen.peer.state)
      const { durable, openedTerm, promotedRevision, urgentRevision } = turn.state
      assert.deepEqual([durable.role, durable.primaryTerm, openedTerm], ['PRIMARY', term, term])
      const renewed = term !== 2
      assert.equal(durable.term, renewed ? term : 3)
      // What needs the new term on disk waits for it.
      assert.equal(promotedRevision === turn.state.revision && urgentRevision === promotedRevision, renewed)
    })
})
