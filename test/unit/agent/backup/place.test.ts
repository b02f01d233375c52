import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { mayRunHere } from '../../../../agent/backup/place.ts'
import type { NodeStatus } from '../../../../agent/status.ts'
import { healthyNode } from '../alerts/healthy.ts'

type Change = (status: NodeStatus) => unknown
type Case = [what: string, change: Change, peerReplicates: boolean | null, run: boolean, why: RegExp]
const unchanged: Change = () => undefined
const rebuild: NodeStatus['rebuild'] = {
  method: 'clone',
  stage: 'copying',
  bytes: 0,
  totalBytes: 0,
  startedAt: '2026-11-30T00:00:00.000Z',
  failures: 0,
  error: '',
}

const standby: Case[] = [
  ['healthy', unchanged, null, true, /healthy standby/],
  ['60 s behind', (own) => (own.replication!.lagSeconds = 60), null, true, /healthy standby/],
  ['61 s behind', (own) => (own.replication!.lagSeconds = 61), null, false, /is 61 s behind/],
  [
    'nobody knows how far behind',
    (own) => (own.replication!.lagSeconds = null),
    null,
    false,
    /cannot be told/,
  ],
  ['without replication', (own) => (own.replication = null), null, false, /does not replicate/],
  [
    'I/O thread connecting',
    (own) => (own.replication!.ioRunning = 'Connecting'),
    null,
    false,
    /I\/O thread .*Connecting/,
  ],
  ['SQL thread stopped', (own) => (own.replication!.sqlRunning = false), null, false, /SQL thread/],
  ['MySQL failed', (own) => (own.mysql!.alive = false), null, false, /MySQL does not answer/],
  ['MySQL never read', (own) => (own.mysql = null), null, false, /MySQL does not answer/],
  ['being rebuilt', (own) => (own.rebuild = rebuild), null, false, /being replaced/],
  ['peer silent', (own) => (own.peer!.reachable = false), null, true, /healthy standby/],
]

const primary: Case[] = [
  ['beside a healthy standby', unchanged, true, false, /standby is healthy/],
  ['beside a standby that does not replicate', unchanged, false, true, /is not healthy$/],
  ['beside a standby of which nothing is known', unchanged, null, false, /did not tell/],
  ['alone since ever', (own) => (own.peer = null), true, true, /not reachable/],
  ['beside a silent peer', (own) => (own.peer!.reachable = false), true, true, /not reachable/],
  ['beside a node that is copied to', (own) => (own.peer!.role = 'CLONING'), true, true, /in CLONING/],
  ['MySQL failed', (own) => (own.mysql!.alive = false), false, false, /MySQL does not answer/],
]

for (const [role, cases] of [
  ['STANDBY', standby],
  ['PRIMARY', primary],
] as const)
  describe(`a backup on a ${role}`, () => {
    for (const [what, change, peerReplicates, run, why] of cases)
      test(what, () => {
        const own = healthyNode(role)
        change(own)
        const place = mayRunHere(own, peerReplicates)
        assert.equal(place.run, run)
        assert.match(place.why, why)
      })
  })

describe('no backup on a node without a settled role', () => {
  for (const role of ['CLONING', 'DIVERGED', 'MAINT', 'FENCED', 'FORMING'] as const)
    for (const peerReplicates of [true, false, null])
      test(`${role}, peer replicates: ${peerReplicates}`, () => {
        for (const was of ['PRIMARY', 'STANDBY'] as const) {
          const own = { ...healthyNode(was), role, peer: null }
          assert.deepEqual(mayRunHere(own, peerReplicates), {
            run: false,
            why: `a node in ${role} makes no backups`,
          })
        }
      })
})
