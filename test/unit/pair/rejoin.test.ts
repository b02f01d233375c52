import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { NodeLook } from '../../../src/pair/look.ts'
import { readComparison, type Comparison } from '../../../src/pair/rejoin/comparison.ts'
import { readChanges } from '../../../src/pair/rejoin/errant.ts'
import { explainDifference, explainWays } from '../../../src/pair/rejoin/explain.ts'
import { arrivalOf } from '../../../src/pair/rejoin/watch.ts'
import { waysBack } from '../../../src/pair/rejoin/ways.ts'
import type { AgentStatus } from '../../../src/pair/status-shape.ts'

const errant = '11111111-1111-1111-1111-111111111111:1-3'

function status(change: Partial<AgentStatus>): AgentStatus {
  return {
    nodeId: 'node2',
    role: 'FENCED',
    term: 3,
    primaryTerm: 0,
    since: '2026-11-23T10:00:00.000Z',
    reason: 'the reason',
    verdict: 1,
    verdictReason: '',
    vip: false,
    mysql: null,
    replication: null,
    semisync: { source: 'OFF', clients: 0, replica: 'ON', sourceEnabled: false, degraded: false },
    peer: null,
    witness: null,
    recentPromotions: 0,
    transitions: [],
    ...change,
  }
}

const replication = {
  sourceHost: 'a',
  sourcePort: 3306,
  ioRunning: 'Yes',
  sqlRunning: true,
  lagSeconds: 0,
  received: '',
  ioErrno: 0,
  ioError: '',
  sqlErrno: 0,
  sqlError: '',
}

type Reached = Extract<NodeLook, { reached: true }>

function look(agent: Partial<AgentStatus> | undefined, mysqld = 'active'): Reached {
  const services = { mysqld, agent: agent ? 'active' : 'inactive', keepalived: 'active' }
  const common = { reached: true, services, vip: false } as const
  return agent === undefined
    ? { ...common, status: undefined, because: 'down' }
    : { ...common, status: status(agent) }
}

const comparison: Comparison = {
  here: { executed: '', version: '9.7.4' },
  peer: { executed: '', version: '9.7.4', bytes: 3e9 },
  onlyHere: { gtids: '', count: 0 },
  onlyPeer: { gtids: errant, count: 3 },
  stillLogged: true,
  methods: ['logical-dump', 'clone'],
}
const diverged = { ...comparison, onlyHere: { gtids: errant, count: 3 } }
const rebuild = {
  method: 'clone',
  stage: 'copying',
  bytes: 5e6,
  totalBytes: 1e9,
  startedAt: '',
  error: 'disk full',
}

describe('the ways back', () => {
  const cases: [string, Reached, Comparison, string | RegExp][] = [
    ['a fenced node: its agent joins by itself', look({}), comparison, 'wait'],
    [
      'a standby whose applier stopped',
      look({ role: 'STANDBY', replication: { ...replication, sqlRunning: false } }),
      comparison,
      'join again',
    ],
    ['maintenance', look({ role: 'MAINT' }), comparison, 'end maintenance'],
    ['a stopped server', look({}, 'failed'), comparison, 'start mysqld'],
    ['a stopped agent', look(undefined), comparison, 'start the agent'],
    ['errant transactions', look({ role: 'DIVERGED' }), diverged, /transactions that the primary lacks/],
    ['purged logs', look({}), { ...comparison, stillLogged: false }, /deleted binary logs/],
    ['half a copy', look({ role: 'CLONING' }), comparison, /half a copy/],
  ]
  for (const [title, seen, found, expected] of cases)
    test(`${title}: ${String(expected)}`, () => {
      const { catchUp, rebuild: methods } = waysBack(seen, { found })
      if (typeof expected === 'string') assert.deepEqual(catchUp, { by: expected })
      else assert.match('impossible' in catchUp ? catchUp.impossible : '', expected)
      assert.deepEqual(methods, ['clone', 'logical-dump'])
    })
  test('a standby that replicates needs nothing', () =>
    assert.equal(waysBack(look({ role: 'STANDBY', replication }), { found: comparison }).nothingToDo, true))
})

describe('the way back is watched', () => {
  const cases: [string, Partial<AgentStatus>, boolean, string][] = [
    ['a copy that grows', { role: 'CLONING', rebuild: { ...rebuild, failures: 0 } }, true, 'under way'],
    [
      'a copy that failed once is tried again',
      { role: 'CLONING', rebuild: { ...rebuild, failures: 1 } },
      true,
      'under way',
    ],
    [
      'a copy that failed three times',
      { role: 'CLONING', rebuild: { ...rebuild, failures: 3 } },
      true,
      'failed',
    ],
    ['a rebuild that did not begin', { reason: 'not rebuilt: no method' }, true, 'failed'],
    [
      'the reason of an earlier one, while catching up',
      { reason: 'not rebuilt: no method' },
      false,
      'under way',
    ],
    ['diverged', { role: 'DIVERGED' }, false, 'failed'],
    ['joining', {}, true, 'under way'],
    ['a standby whose threads do not run yet', { role: 'STANDBY' }, true, 'under way'],
    ['a standby that replicates', { role: 'STANDBY', replication }, true, 'there'],
  ]
  for (const [title, change, rebuilding, expected] of cases)
    test(`${title}: ${expected}`, () =>
      assert.equal(arrivalOf(status(change), status({ role: 'PRIMARY' }), rebuilding).kind, expected))
  test('not there before semi-sync is on', () => {
    const primary = status({
      role: 'PRIMARY',
      semisync: { source: 'OFF', clients: 0, replica: 'OFF', sourceEnabled: true, degraded: true },
    })
    assert.equal(arrivalOf(status({ role: 'STANDBY', replication }), primary, true).kind, 'under way')
  })
})

describe('what a person reads', () => {
  const changes = readChanges(
    '#261123 14:51:13\n--\n      2 ### INSERT INTO `shop`.`orders`\n      1 ### DELETE FROM `shop`.`kids`\nnonsense\n',
  )
  test('tables and the time are read from the saved file', () =>
    assert.deepEqual(changes, {
      tables: ['INSERT INTO shop.orders: 2', 'DELETE FROM shop.kids: 1'],
      since: '261123 14:51:13',
    }))
  test('a file that is not there says nothing', () =>
    assert.deepEqual(readChanges('--\n'), { tables: [], since: undefined }))

  test('both sides, the tables, the file and the two costs', () => {
    const agent = status({ role: 'DIVERGED', divergence: { errant, dump: '/x-errant.sql', sha256: 'abc' } })
    const compared = { found: diverged }
    const lines = [
      ...explainDifference({ node: 'node2', primary: 'node1', status: agent, compared, changes }),
      ...explainWays(waysBack(look({ role: 'DIVERGED' }), compared), compared),
    ].join('\n')
    for (const words of [
      /node2 lacks 3 transactions of node1/,
      /node1 still has them/,
      /node1 lacks 3 transactions of node2/,
      /INSERT INTO shop\.orders: 2/,
      /\/x-errant\.sql \(SHA-256 abc\)/,
      /catch-up: not possible/,
      /rebuild: copies about 3\.0 GB by clone or logical-dump, 1 min 00 s or more by clone; lost: 3 transactions/,
    ])
      assert.match(lines, words)
  })

  test('of a server that does not answer nobody says that nothing is lost', () => {
    const compared = { found: { ...comparison, here: null } }
    const lines = [
      ...explainDifference({ node: 'node2', primary: 'node1', status: status({}), compared, changes }),
      ...explainWays(waysBack(look({}, 'failed'), compared), compared),
    ].join('\n')
    assert.match(lines, /MySQL on node2 does not answer: what it holds cannot be told/)
    assert.match(lines, /rebuild: .*; what only this node has is lost, and cannot be told/)
  })

  test('an answer that is no comparison is told, not trusted', () => {
    assert.match(
      readComparison({ exitCode: 0, stdout: '{"here":1}', stderr: '' }).because ?? '',
      /no comparison/,
    )
    assert.equal(
      readComparison({ exitCode: 1, stdout: '', stderr: 'x\nmysqlha: down\n' }).because,
      'mysqlha: down',
    )
  })
})
