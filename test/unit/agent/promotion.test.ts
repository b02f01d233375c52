import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { PeerState } from '../../../agent/decide/peer-state.ts'
import { advance, pursuePromotion } from '../../../agent/decide/promotion.ts'
import type { Promotion } from '../../../agent/decide/state.ts'
import { beginTurn } from '../../../agent/decide/turn.ts'
import type { Turn } from '../../../agent/decide/turn.ts'
import { envelope, factsOf, modelNode, think } from './node.ts'

const now = 100_000

/** The node `a` asks for term 3, which its peer, that does not lead now, may have led in. */
function asking(stage: Promotion['stage'], primaryTerm: number, change: Partial<Promotion> = {}): Turn {
  const [a, b] = [modelNode('a', 0), modelNode('b', 0)]
  const past = { role: 'FENCED' as const, open: false, promoting: null, term: 3, primaryTerm, vote: null }
  const message: PeerState = { ...envelope(b, think(b, 1000).tell, 1000), ...past }
  const peer = { state: message, receivedAt: now, confirmedSentAt: now - 10 }
  const health = { ...a.state.health, status: 'healthy' as const }
  const facts = factsOf(a, now - 100)
  const probe = {
    sequence: 1,
    at: now,
    result: 'ok',
    error: '',
    instance: facts.instance,
    listening: true,
  } as const
  const mysql = { probe, facts }
  const seen = { vip: true, keepalived: true, mysql, peer, lease: a.lease, events: [] }
  const durable = { ...a.state.durable, role: 'FENCED' as const, term: 2, approved: true }
  const asked = { term: 3, since: now, stage, handedOver: false, drained: true }
  const promotion = { ...asked, instance: facts.instance, rival: false, ...change }
  const state = { ...a.state, durable, health, promotion, open: false, savedAt: now }
  return beginTurn(state, seen, { uptime: now, wall: '' })
}

describe('a term that the peer led in, while this node asked for it, is used up', () => {
  for (const [primaryTerm, term] of [
    [2, 3],
    [3, 4],
  ] as const)
    test(`the peer led in ${primaryTerm}: asked for is ${term}`, () => {
      const turn = asking('votes', primaryTerm)
      pursuePromotion(turn)
      assert.equal(turn.state.promotion?.term, term)
    })

  for (const [primaryTerm, role] of [
    [2, 'PRIMARY'],
    [3, 'FENCED'],
  ] as const)
    test(`the peer led in ${primaryTerm}: whoever is about to take term 3 is ${role}`, () => {
      const turn = asking('detach', primaryTerm)
      advance(turn)
      assert.equal(turn.state.durable.role, role)
    })
})

describe('a server that is started anew, while what it had received is applied, has thrown some of it away', () => {
  const cases: [string, Promotion['stage'], Partial<Promotion>, Promotion['stage'] | undefined][] = [
    ['the same server goes on', 'drain', {}, 'detach'],
    ['another one: not promoted', 'drain', { instance: 'before' }, undefined],
    ['all was applied before: a restart loses nothing', 'detach', { instance: 'before' }, 'detach'],
    ['so it is in a planned switchover', 'drain', { instance: 'before', handedOver: true }, 'detach'],
  ]
  for (const [name, stage, change, expected] of cases)
    test(name, () => {
      const turn = asking(stage, 2, change)
      if (stage === 'drain') advance(turn)
      assert.equal(turn.state.promotion?.stage, expected)
      if (expected === undefined) assert.equal(turn.state.durable.role, 'FENCED')
    })

  test('it is noticed without waiting for the end of the drain', () => {
    const turn = asking('drain', 2, { instance: 'before' })
    pursuePromotion(turn)
    assert.equal(turn.state.promotion, null)
  })
})
