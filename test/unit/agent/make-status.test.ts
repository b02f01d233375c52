import assert from 'node:assert/strict'
import { test } from 'node:test'
import { timing } from '../../../agent/decide/timing.ts'
import { makeStatus } from '../../../agent/make-status.ts'
import { factsOf, modelNode, replicaOf } from './node.ts'

const now = 1_000_000

/** What the status says of a replica that was up to date when it was looked at. */
function lagAfter(milliseconds: number): number | null | undefined {
  const { state, peer, lease } = modelNode('b', 0)
  const facts = { ...factsOf(modelNode('b', 0), now - milliseconds), replica: replicaOf('b', 'running', '') }
  const seen = { vip: false, keepalived: true, mysql: { probe: null, facts }, peer, lease, events: [] }
  return makeStatus(state, seen, now).replication?.lagSeconds
}

test('a replica’s lag is unknown when its status cannot be read any more', () => {
  assert.equal(lagAfter(timing.staleStatus - 1), 0)
  assert.equal(lagAfter(timing.staleStatus), null)
})
