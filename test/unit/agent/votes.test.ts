import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { joinPrimary } from '../../../agent/decide/joining.ts'
import type { PeerObservation } from '../../../agent/decide/observation.ts'
import type { PeerState } from '../../../agent/decide/peer-state.ts'
import type { AgentState } from '../../../agent/decide/state.ts'
import { timing } from '../../../agent/decide/timing.ts'
import { beginTurn } from '../../../agent/decide/turn.ts'
import type { Turn } from '../../../agent/decide/turn.ts'
import { boundVote, castVote, noteRelease, peerBacks, peerPresent } from '../../../agent/decide/vote.ts'
import { createLeaseLedger } from '../../../agent/link/lease-ledger.ts'
import { envelope, factsOf, modelNode, policy, replicaOf, think } from './node.ts'

const now = 100_000
const uuid = 'aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa'

/** A turn of the adopted node `a`, whose peer said `said`. */
function turnOf(
  state: Partial<AgentState>,
  said: Partial<PeerState>,
  heard: Partial<PeerObservation> = {},
): Turn {
  const [a, b] = [modelNode('a', 0), modelNode('b', 0)]
  const durable = { ...a.state.durable, role: 'FENCED' as const, term: 2 }
  const message = { ...envelope(b, think(b, 1000).tell, 1000), ...said }
  const peer = { state: message, receivedAt: now, confirmedSentAt: now - 10, ...heard }
  const mysql = { probe: null, facts: factsOf(a, now - 100) }
  const seen = { vip: false, keepalived: true, mysql, peer, lease: a.lease, events: [] }
  return beginTurn({ ...a.state, durable, open: false, ...state }, seen, { uptime: now, wall: '' })
}

describe('votes', () => {
  test('an answer to what was said before this node let the vote go does not back it any more', () => {
    const turn = turnOf({}, { vote: 'a', term: 2 })
    assert.equal(peerBacks(turn, 2), true)
    noteRelease(turn)
    assert.equal(peerBacks(turn, 2), false)
  })

  test('a vote given for an earlier term is none for the next: its voter may take that one itself', () => {
    const turn = turnOf({}, { vote: 'a', term: 2 })
    assert.deepEqual([peerBacks(turn, 2), peerBacks(turn, 3)], [true, false])
    const { config } = turn.state
    turn.state.config = { ...config, policy: { ...policy, failover: 'assisted' } }
    assert.equal(peerBacks(turn, 3), true, 'where each node has every other term it cannot')
  })

  test('a term that was voted for is used up, and the vote is told once that is on disk', () => {
    const turn = turnOf({ persistedRevision: 1 }, { role: 'STANDBY', promoting: 7 })
    castVote(turn)
    assert.equal(turn.state.durable.term, 7)
    assert.equal(boundVote(turn), null)
    turn.state.persistedRevision = turn.state.revision
    assert.equal(boundVote(turn), 'b')
  })

  test('a leader that was not heard for as long as a vote is relied on does not speak for this node’s fitness', () => {
    const silent = (milliseconds: number) =>
      peerPresent(turnOf({}, { role: 'PRIMARY', open: true }, { receivedAt: now - milliseconds }))
    assert.notEqual(silent(timing.backing - 1), null)
    assert.equal(silent(timing.backing), null)
  })

  test('an answer of the witness to an older wish gives no lease', () => {
    const ledger = createLeaseLedger(true)
    ledger.want(5, 0)
    const { sequence } = ledger.ask(0)
    ledger.want(null, 10)
    ledger.want(5, 20)
    ledger.hear(sequence, { granted: true, highestTerm: 5, previous: null }, 30)
    assert.equal(ledger.observe(30).heldUntil, null)
    const fresh = ledger.ask(40)
    ledger.hear(fresh.sequence, { granted: true, highestTerm: 5, previous: null }, 50)
    assert.equal(ledger.observe(50).heldUntil, 40 + timing.backing)
  })
})

describe('joining a primary', () => {
  const primary = { role: 'PRIMARY' as const }
  const mysqlOf = (executed: string) => {
    const { mysql } = think(modelNode('b', 0), 1000).tell
    assert.ok(mysql)
    return { ...mysql, serverUuid: 'b', serverId: 2, executed, ageMilliseconds: 0 }
  }

  test('what was read before writes were closed does not show what closing let go of', () => {
    for (const [openTouchedAt, started] of [
      [now - 50, 0],
      [now - 150, 1],
    ] as const) {
      const said = { ...primary, mysql: mysqlOf('') }
      const turn = turnOf({ openTouchedAt }, said)
      joinPrimary(turn, said as PeerState)
      assert.equal(turn.actions.filter(({ kind }) => kind === 'join').length, started)
    }
  })

  test('while commits at the primary wait for an acknowledgement nobody knows what it lacks', () => {
    for (const [semisync, semisyncWaits, ioRunning, role] of [
      ['consistency', true, 'No', 'FENCED'],
      ['consistency', false, 'No', 'DIVERGED'],
      // What this node fetches it acknowledges; and where the server gives up by itself the margin covers it.
      ['consistency', true, 'Yes', 'DIVERGED'],
      ['availability', true, 'No', 'DIVERGED'],
    ] as const) {
      const said = { ...primary, mysql: { ...mysqlOf(''), semisyncWaits } }
      const check = { mine: `${uuid}:1`, at: now - 8000 }
      const turn = turnOf({ openTouchedAt: 0, divergenceCheck: check }, said)
      const { facts } = turn.seen.mysql
      assert.ok(facts)
      facts.executed = `${uuid}:1`
      facts.replica = { ...replicaOf('a', 'running', ''), sqlRunning: false, ioRunning }
      turn.state.config = { ...turn.state.config, policy: { ...policy, semisync } }
      joinPrimary(turn, { ...turn.seen.peer.state, ...said } as PeerState)
      assert.equal(turn.state.durable.role, role)
    }
  })

  test('a message that was held up on its way proves no divergence', () => {
    for (const [confirmedSentAt, role] of [
      [now - 9000, 'FENCED'],
      [now, 'DIVERGED'],
    ] as const) {
      const said = { ...primary, mysql: mysqlOf('') }
      const check = { mine: `${uuid}:1`, at: now - 8000 }
      const turn = turnOf({ openTouchedAt: 0, divergenceCheck: check }, said, { confirmedSentAt })
      assert.ok(turn.seen.mysql.facts)
      turn.seen.mysql.facts.executed = `${uuid}:1`
      joinPrimary(turn, { ...turn.seen.peer.state, ...said } as PeerState)
      assert.equal(turn.state.durable.role, role)
    }
  })
})
