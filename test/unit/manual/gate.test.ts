import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { incomplete } from '../../../agent/decide/completeness.ts'
import type { PrimarySeen } from '../../../agent/decide/state.ts'
import { timing } from '../../../agent/decide/timing.ts'
import { beginTurn } from '../../../agent/decide/turn.ts'
import { executedAs } from '../agent/gtids.ts'
import { factsOf, modelNode } from '../agent/node.ts'

const now = 100_000
const here = ['a:1', 'a:2']

/** What a standby that has `here` says of itself when it last saw its primary so. */
function gapOf(seen: Partial<PrimarySeen>): string | null {
  const node = modelNode('b', 0)
  here.forEach((transaction) => node.server.executed.add(transaction))
  node.server.replica = 'no-io'
  const facts = factsOf(node, now)
  const primary: PrimarySeen = {
    term: 3,
    seenAt: now - 1000,
    executed: executedAs(new Set(here)),
    semisyncOn: true,
    contactAt: now - 1000,
    contactInstance: facts.instance,
    ...seen,
  }
  const state = { ...node.state, durable: { ...node.state.durable, term: 3, primary } }
  const observation = {
    vip: true,
    keepalived: true,
    mysql: { probe: null, facts },
    peer: node.peer,
    lease: node.lease,
    events: [],
  }
  return incomplete(beginTurn(state, observation, { uptime: now, wall: new Date(now).toISOString() }))
}

describe('an incomplete node waits', () => {
  const table: readonly [what: string, seen: Partial<PrimarySeen>, gap: RegExp | null][] = [
    ['it has all, and was in contact to the end', {}, null],
    ['the primary had more', { executed: executedAs(new Set([...here, 'a:3'])) }, /which the primary had/],
    ['its I/O thread was cut off long before', { contactAt: now - 1001 - timing.contactGap }, /no contact/],
    ['it was never in contact', { contactAt: null }, /no contact/],
    ['the primary had stopped waiting for it', { semisyncOn: false }, /semi-sync was not on/],
    ['its server was started since: relay logs are gone', { contactInstance: 'pid:0' }, /restarted/],
  ]
  for (const [what, seen, gap] of table)
    test(what, () => {
      const found = gapOf(seen)
      if (gap === null) assert.equal(found, null)
      else assert.match(found ?? '', gap)
    })
})
