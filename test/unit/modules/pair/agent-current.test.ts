import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { agentCurrent } from '../../../../modules/pair/agent-current.ts'
import { exited } from '../results.ts'

const active = exited(0, 'LoadState=loaded\nActiveState=active\nSubState=running\n')
const status = (role: string, witness: { reachable: boolean } | null = null) =>
  exited(
    0,
    JSON.stringify({
      nodeId: 'a',
      role,
      term: 2,
      vip: role === 'PRIMARY',
      reason: '',
      verdict: 0,
      mysql: null,
      semisync: { source: 'ON', clients: 1, replica: 'OFF' },
      peer: null,
      witness,
    }),
  )
const params = { name: 'mysqlha-agent', files: ['/x'] }
const silent = exited(1, '', 'mysqlha: nobody answers')
const judge = (started: string, agent: ReturnType<typeof exited>) =>
  agentCurrent.module.judge(
    { show: active, started: exited(0, started), now: exited(0, 'new  /x\n'), agent },
    params,
    undefined,
  )

const away = { reachable: false }
const cases = [
  ['current, on a standby', 'new  /x\n', status('STANDBY'), 'ok'],
  ['current, on the primary', 'new  /x\n', status('PRIMARY'), 'ok'],
  [
    'out of date, on a standby: it is restarted',
    'old  /x\n',
    status('STANDBY', { reachable: true }),
    'differs',
  ],
  ['out of date, in a pair without a witness: it is restarted', 'old  /x\n', status('STANDBY'), 'differs'],
  ['out of date, while forming: it is restarted', 'old  /x\n', status('FORMING', away), 'differs'],
  ['out of date, on the primary: told, never restarted', 'old  /x\n', status('PRIMARY'), 'warning'],
  ['out of date, and its vote is the only one: told', 'old  /x\n', status('STANDBY', away), 'warning'],
  ['out of date, while it copies: told', 'old  /x\n', status('CLONING'), 'warning'],
  ['out of date, and nobody knows its role: told', 'old  /x\n', silent, 'warning'],
] as const

describe('the agent runs with its current program', () => {
  for (const [title, started, agent, expected] of cases)
    test(title, () => {
      const finding = judge(started, agent)
      assert.equal(finding.kind === 'ok' && finding.warning ? 'warning' : finding.kind, expected)
    })
})
