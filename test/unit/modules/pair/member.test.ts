import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { member } from '../../../../modules/pair/member.ts'
import { exited } from '../results.ts'

const status = {
  nodeId: 'node1',
  role: 'PRIMARY',
  term: 2,
  vip: true,
  reason: 'promoted',
  verdict: 0,
  mysql: { alive: true, readOnly: false },
  semisync: { source: 'ON', clients: 1, replica: 'OFF' },
  peer: { reachable: true, role: 'STANDBY', term: 2 },
}
const standby = {
  ...status,
  role: 'STANDBY',
  vip: false,
  mysql: { alive: true, readOnly: true },
  semisync: { source: 'OFF', clients: 0, replica: 'ON' },
}

function judge(answer: object, turn: 'primary' | 'all' = 'all') {
  const agent = exited(0, JSON.stringify(answer))
  return member.module.judge({ agent }, { turn, semisync: true }, undefined)
}

describe('a member of the pair', () => {
  for (const [what, answer, expected] of [
    ['a primary with its client', status, 'ok'],
    ['a standby', standby, 'ok'],
    ['a primary without the VIP', { ...status, vip: false }, 'differs'],
    ['a primary that is read-only', { ...status, mysql: { alive: true, readOnly: true } }, 'differs'],
    [
      'a primary whose semi-sync is off',
      { ...status, semisync: { ...status.semisync, source: 'OFF' } },
      'differs',
    ],
    ['a primary without a client', { ...status, semisync: { ...status.semisync, clients: 0 } }, 'differs'],
    ['a standby that has the VIP', { ...standby, vip: true }, 'differs'],
    ['a standby that replicates', { ...standby, replication: { ioRunning: 'Yes', sqlRunning: true } }, 'ok'],
    [
      'a standby whose applier stopped',
      { ...standby, replication: { ioRunning: 'Yes', sqlRunning: false } },
      'differs',
    ],
    [
      'a standby that fetches nothing',
      { ...standby, replication: { ioRunning: 'Connecting', sqlRunning: true } },
      'differs',
    ],
    ['a standby without replication', { ...standby, replication: null }, 'differs'],
    ['a fenced node', { ...standby, role: 'FENCED' }, 'differs'],
  ] as const)
    test(`${what}: ${expected}`, () => assert.equal(judge(answer).kind, expected))

  test('before the turn of the standby it is let be', () => {
    assert.equal(judge({ ...standby, role: 'FENCED', verdict: 1 }, 'primary').kind, 'ok')
  })

  test('a diverged node is not waited for', () => {
    assert.throws(() => judge({ ...standby, role: 'DIVERGED', divergence: { errant: 'uuid:7' } }), {
      name: 'StepFailed',
      message: /^node1 is DIVERGED: .*uuid:7/,
      hint: /playbook rejoin node1/,
    })
  })
})
