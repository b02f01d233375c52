import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { incomplete, mustWait } from '../../../agent/decide/completeness.ts'
import type { Policy, PrimarySeen } from '../../../agent/decide/state.ts'
import { timing } from '../../../agent/decide/timing.ts'
import { beginTurn } from '../../../agent/decide/turn.ts'
import type { Turn } from '../../../agent/decide/turn.ts'
import { executedAs } from './gtids.ts'
import { factsOf, modelNode } from './node.ts'

const now = 100_000
const here = ['a:1', 'a:2']

/** A standby that has `here`, and last saw its primary so: without semi-sync, as it always is under `none`. */
function standby(semisync: Policy['semisync'], seen: Partial<PrimarySeen>): Turn {
  const node = modelNode('b', 0, { semisync })
  here.forEach((transaction) => node.server.executed.add(transaction))
  node.server.replica = 'no-io'
  const facts = factsOf(node, now)
  const primary: PrimarySeen = {
    term: 3,
    seenAt: now - 1000,
    executed: executedAs(new Set(here)),
    semisyncOn: false,
    contactAt: now - 1000,
    contactInstance: facts.instance,
    ...seen,
  }
  const state = { ...node.state, durable: { ...node.state.durable, term: 3, primary } }
  const { peer, lease } = node
  const observation = {
    vip: true,
    keepalived: true,
    mysql: { probe: null, facts },
    peer,
    lease,
    events: [],
  }
  return beginTurn(state, observation, { uptime: now, wall: new Date(now).toISOString() })
}

describe('a standby of a pair without semi-sync', () => {
  test('takes over at once when it has all that the primary spoke of last, in contact to the end', () => {
    assert.equal(incomplete(standby('none', {})), null)
    assert.match(incomplete(standby('availability', {})) ?? '', /semi-sync was not on/)
  })

  const gaps: readonly [what: string, seen: Partial<PrimarySeen>][] = [
    ['the primary had more', { executed: executedAs(new Set([...here, 'a:3'])) }],
    ['its I/O thread was cut off long before', { contactAt: now - 1001 - timing.contactGap }],
    ['its server was started since', { contactInstance: 'pid:0' }],
  ]
  for (const [what, seen] of gaps)
    test(`waits, and not for ever, when ${what}`, () => {
      const turn = standby('none', seen)
      assert.notEqual(mustWait(turn), null)
      turn.state.incompleteSince = now - timing.incompletePatience
      assert.equal(mustWait(turn), null)
    })
})
