import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lacks, writerOf, shown, wholeUnder } from '../../../src/drill/wholeness.ts'
import { agentStatusShape } from '../../../src/pair/status-shape.ts'
import type { AgentStatus } from '../../../src/pair/status-shape.ts'
import { healthyStatus } from '../agent/alerts/healthy.ts'

const pair = {
  pair: { nodes: [{ name: 'node1' }, { name: 'node2' }] },
  semisyncTimeoutMilliseconds: 1000,
} as const

type Change = (primary: AgentStatus, standby: AgentStatus) => void

function looks(change: Change): Map<string, AgentStatus> {
  const [primary, standby] = (['PRIMARY', 'STANDBY'] as const).map((role) =>
    agentStatusShape.parse(JSON.parse(JSON.stringify(healthyStatus(role)))),
  ) as [AgentStatus, AgentStatus]
  change(primary, standby)
  return new Map([
    ['node1', primary],
    ['node2', standby],
  ])
}

function replicationOf(status: AgentStatus): NonNullable<AgentStatus['replication']> {
  assert.ok(status.replication)
  return status.replication
}

const cases: readonly [what: string, change: Change, lacking: readonly RegExp[]][] = [
  ['nothing', () => undefined, []],
  ['2 s behind', (_, standby) => (replicationOf(standby).lagSeconds = 2), []],
  ['800 transactions behind', (_, standby) => (replicationOf(standby).lagSeconds = 3), [/caught up \(3 s/]],
  ['nobody knows', (_, standby) => (replicationOf(standby).lagSeconds = null), [/caught up \(unknown/]],
  ['no standby', (_, standby) => (standby.role = 'FENCED'), [/^a standby$/]],
  ['it refused the VIP a moment ago', (_, standby) => (standby.verdict = 1), [/may have the VIP/]],
  ['the applier stopped', (_, standby) => (replicationOf(standby).sqlRunning = false), [/SQL thread/]],
  ['nobody fetches', (_, standby) => (replicationOf(standby).ioRunning = 'Connecting'), [/I\/O thread/]],
  ['nobody acknowledges', (primary) => (primary.semisync.clients = 0), [/^semi-sync/]],
  ['the witness is away', (primary) => (primary.witness!.reachable = false), [/^the witness$/]],
  [
    'keepalived stopped beside the VIP',
    (_, standby) => (standby.keepalived!.state = 'STOP'),
    [/^keepalived$/],
  ],
  ['no lease', (primary) => (primary.witness!.lease = false), [/lease/]],
  [
    'coordinates of an old primary',
    (primary, standby) => (primary.replication = standby.replication),
    [/nobody’s replica/],
  ],
]

for (const [what, change, lacking] of cases)
  test(`a whole pair: ${what}`, () => {
    const seen = looks(change)
    const found = lacks(pair, seen, 'node1')
    assert.equal(found.length, lacking.length, found.join())
    lacking.forEach((expected, index) => assert.match(found[index] ?? '', expected))
    assert.equal(wholeUnder(pair, seen), lacking.length === 0 ? 'node1' : undefined)
  })

test('a whole pair: without semi-sync nobody has to acknowledge', () => {
  const seen = looks((primary) => (primary.semisync.clients = 0))
  assert.deepEqual(lacks({ ...pair, semisyncTimeoutMilliseconds: undefined }, seen, 'node1'), [])
})

test('a whole pair: nobody leads who takes no writes or has no VIP', () => {
  const changes: Change[] = [
    (primary) => (primary.mysql!.readOnly = true),
    (primary) => (primary.vip = false),
    (primary) => (primary.role = 'FENCED'),
  ]
  for (const change of changes) {
    const seen = looks(change)
    assert.equal(writerOf(seen), undefined)
    assert.match(shown(pair, seen), /It lacks: one that takes writes/)
  }
})
