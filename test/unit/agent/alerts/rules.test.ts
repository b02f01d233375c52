import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Seen } from '../../../../agent/alerts/rule.ts'
import { rules } from '../../../../agent/alerts/rules.ts'
import { leastRoomToStartBytes } from '../../../../src/mysql/room.ts'
import { adviceOn } from '../../../../src/pair/report/advice.ts'
import { backupCases } from './backup-cases.ts'
import type { Case } from './case.ts'
import { healthy } from './healthy.ts'

function replica(seen: Seen) {
  const { replication } = seen.node
  assert.ok(replication)
  return replication
}

function mysql(seen: Seen) {
  assert.ok(seen.node.mysql)
  return seen.node.mysql
}

const cases: readonly Case[] = [
  ['a healthy primary', 'PRIMARY', () => undefined, []],
  ['a healthy standby', 'STANDBY', () => undefined, []],
  ['I/O thread stopped', 'STANDBY', (seen) => (replica(seen).ioRunning = 'No'), ['io-thread critical']],
  [
    'I/O thread Connecting',
    'STANDBY',
    (seen) => (replica(seen).ioRunning = 'Connecting'),
    ['io-thread critical'],
  ],
  ['I/O thread in error', 'STANDBY', (seen) => (replica(seen).ioErrno = 1236), ['io-thread critical']],
  [
    'no replication at all',
    'STANDBY',
    (seen) => (seen.node.replication = null),
    ['io-thread critical', 'sql-thread critical'],
  ],
  ['SQL thread stopped', 'STANDBY', (seen) => (replica(seen).sqlRunning = false), ['sql-thread critical']],
  ['SQL thread in error', 'STANDBY', (seen) => (replica(seen).sqlErrno = 1062), ['sql-thread critical']],
  ['source side OFF', 'PRIMARY', (seen) => (seen.node.semisync.source = 'OFF'), ['semisync critical']],
  ['no client', 'PRIMARY', (seen) => (seen.node.semisync.clients = 0), ['semisync critical']],
  ['commits unacknowledged', 'PRIMARY', (seen) => (seen.unacknowledgedLately = 2), ['semisync critical']],
  ['replica side OFF', 'STANDBY', (seen) => (seen.node.semisync.replica = 'OFF'), ['semisync critical']],
  [
    'a pair without semi-sync',
    'PRIMARY',
    ({ node }) => Object.assign(node.semisync, { source: 'OFF', clients: 0, policy: 'none' }),
    [],
  ],
  ['lag of 5 s', 'STANDBY', (seen) => (seen.report.lag.seconds = 5), []],
  ['lag over 5 s', 'STANDBY', (seen) => (seen.report.lag.seconds = 6), ['lag critical']],
  ['lag unknown, threads running', 'STANDBY', (seen) => (seen.report.lag.seconds = null), ['lag critical']],
  [
    'lag unknown, SQL thread stopped',
    'STANDBY',
    (seen) => {
      seen.report.lag.seconds = null
      replica(seen).sqlRunning = false
    },
    ['sql-thread critical'],
  ],
  [
    'open for 60 s',
    'PRIMARY',
    (seen) => (seen.report.transactions = { oldestWriteSeconds: 60, oldestReadSeconds: 60 }),
    [],
  ],
  [
    'written, open for 61 s',
    'PRIMARY',
    (seen) => (seen.report.transactions = { oldestWriteSeconds: 61, oldestReadSeconds: null }),
    ['long-transaction critical'],
  ],
  [
    'only read, open for 61 s',
    'PRIMARY',
    (seen) => (seen.report.transactions = { oldestWriteSeconds: null, oldestReadSeconds: 61 }),
    ['long-transaction warning'],
  ],
  [
    'open on the standby',
    'STANDBY',
    (seen) => (seen.report.transactions = { oldestWriteSeconds: 99, oldestReadSeconds: 99 }),
    [],
  ],
  [
    'keepalived changed',
    'PRIMARY',
    (seen) => (seen.keepalivedChange = { from: 'BACKUP', number: 4 }),
    ['keepalived critical'],
  ],
  [
    'keepalived stopped',
    'STANDBY',
    (seen) => (seen.report.keepalived.state = 'STOP'),
    ['keepalived critical'],
  ],
  [
    'keepalived in FAULT',
    'STANDBY',
    (seen) => (seen.report.keepalived.state = 'FAULT'),
    ['keepalived-fault critical'],
  ],
  [
    'FAULT by our own verdict',
    'STANDBY',
    (seen) => {
      seen.report.keepalived.state = 'FAULT'
      seen.node.verdict = 1
    },
    [],
  ],
  [
    'mysqld down: replication is not judged',
    'STANDBY',
    (seen) => {
      mysql(seen).alive = false
      replica(seen).ioRunning = 'No'
    },
    ['mysqld critical'],
  ],
  ['writable standby', 'STANDBY', (seen) => (mysql(seen).readOnly = false), ['read-only critical']],
  ['primary without VIP', 'PRIMARY', (seen) => (seen.node.vip = false), ['vip critical']],
  ['VIP on both', 'STANDBY', (seen) => (seen.node.vip = true), ['vip critical']],
  [
    'VIP on none',
    'STANDBY',
    ({ node }) => {
      assert.ok(node.peer)
      node.peer.vip = false
    },
    ['vip critical'],
  ],
  ['disk full', 'STANDBY', (seen) => (seen.node.diskTrouble = 'the data disk is full'), ['disk critical']],
  [
    'no room to start again',
    'PRIMARY',
    (seen) => (seen.report.roomBytes = leastRoomToStartBytes - 1),
    ['disk warning'],
  ],
  ['room to start again', 'PRIMARY', (seen) => (seen.report.roomBytes = leastRoomToStartBytes), []],
  ['room that cannot be told', 'PRIMARY', (seen) => (seen.report.roomBytes = null), []],
  ['fenced', 'STANDBY', (seen) => (seen.node.role = 'FENCED'), ['fenced critical']],
  ['diverged', 'STANDBY', (seen) => (seen.node.role = 'DIVERGED'), ['diverged critical']],
  ['gets its data anew', 'STANDBY', (seen) => (seen.node.role = 'CLONING'), ['cloning warning']],
  ['maintenance', 'STANDBY', (seen) => (seen.node.role = 'MAINT'), ['maintenance warning']],
  ['peer never heard', 'PRIMARY', (seen) => (seen.node.peer = null), ['peer critical']],
  [
    'witness silent',
    'PRIMARY',
    (seen) => (seen.node.witness = { reachable: false, lease: false, highestTerm: 3 }),
    ['witness warning'],
  ],
  ...backupCases,
]

function judged(seen: Seen): string[] {
  return rules.flatMap(({ name, judge }) => {
    const broken = judge(seen)
    return broken === null ? [] : [`${name} ${broken.severity}`]
  })
}

describe('alert rules', () => {
  test('each has something to do about it, but where waiting is all', () => {
    const without = rules.filter(({ name }) => adviceOn(name, 'node1', 'prod') === undefined)
    assert.deepEqual(
      without.map(({ name }) => name),
      ['cloning'],
    )
  })

  for (const [name, role, change, broken] of cases)
    test(name, () => {
      const seen = healthy(role)
      change(seen)
      assert.deepEqual(judged(seen), broken)
    })

  test('a node that is not adopted yet, whatever it looks like, is no alarm', () => {
    for (const [, role, change] of cases) {
      const seen = healthy(role)
      change(seen)
      seen.node.role = 'FORMING'
      assert.deepEqual(judged(seen), [])
    }
  })

  test('in maintenance only that is told', () => {
    for (const [, role, change] of cases) {
      const seen = healthy(role)
      change(seen)
      seen.node.role = 'MAINT'
      const others = judged(seen).filter(
        (one) => one !== 'maintenance warning' && !one.startsWith('keepalived'),
      )
      assert.deepEqual(others, [])
    }
  })

  test('each rule has a case in which it is broken', () => {
    const named = new Set(cases.flatMap(([, , , broken]) => broken.map((one) => one.split(' ')[0])))
    assert.deepEqual([...named].sort(), rules.map(({ name }) => name).sort())
  })
})
