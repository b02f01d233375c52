import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { flapping } from '../../../agent/decide/flap.ts'
import type { PeerState } from '../../../agent/decide/peer-state.ts'
import { timing } from '../../../agent/decide/timing.ts'
import { beginTurn } from '../../../agent/decide/turn.ts'
import type { Turn } from '../../../agent/decide/turn.ts'
import { envelope, factsOf, modelNode, think } from './node.ts'

const now = 1_000_000

/** The node `a`, which led in term 3 and was promoted by itself at `promotedAt`; the highest term seen is `term`. */
function turnOf(term: number, promotedAt: number, said: Partial<PeerState> | null): Turn {
  const [a, b] = [modelNode('a', 0), modelNode('b', 0)]
  const durable = { ...a.state.durable, role: 'FENCED' as const, term, primaryTerm: 3 }
  const message = { ...envelope(b, think(b, 1000).tell, 1000), role: 'FENCED' as const, open: false, ...said }
  const peer = { state: said === null ? null : message, receivedAt: now, confirmedSentAt: now - 10 }
  const mysql = { probe: null, facts: factsOf(a, now - 100) }
  const seen = { vip: true, keepalived: true, mysql, peer, lease: a.lease, events: [] }
  const state = { ...a.state, durable: { ...durable, promotions: [promotedAt] } }
  return beginTurn(state, seen, { uptime: now, wall: '' })
}

describe('the flap guard, a minute after a promotion by itself', () => {
  const minute = now - 60_000
  const cases: readonly [what: string, term: number, said: Partial<PeerState> | null, flapping: boolean][] = [
    ['holds back a node whose peer has led since', 4, { primaryTerm: 4 }, true],
    ['lets a node lead again after itself', 3, null, false],
    ['lets it when the peer only asked for a term, or voted', 4, { primaryTerm: 2 }, false],
    ['holds it back when a newer term was seen and nobody can say whether it was led in', 4, null, true],
    [
      'does not count a leader that fell silent as one that can say so',
      4,
      { primaryTerm: 4, open: true },
      true,
    ],
  ]
  for (const [what, term, said, expected] of cases)
    test(what, () => assert.equal(flapping(turnOf(term, minute, said)), expected))

  test('ends after ten minutes', () => {
    assert.equal(flapping(turnOf(4, now - timing.flapWindow, null)), false)
  })
})
