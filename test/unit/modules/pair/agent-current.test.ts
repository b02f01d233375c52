import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { agentCurrent } from '../../../../modules/pair/agent-current.ts'
import { exited } from '../results.ts'

const active = exited(0, 'LoadState=loaded\nActiveState=active\nSubState=running\n')
const status = (role: string) =>
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
    }),
  )
const params = { name: 'mysqlha-agent', files: ['/x'] }
const judge = (started: string, role: string) =>
  agentCurrent.module.judge(
    { show: active, started: exited(0, started), now: exited(0, 'new  /x\n'), agent: status(role) },
    params,
    undefined,
  )

const cases = [
  ['current, on a standby', 'new  /x\n', 'STANDBY', 'ok'],
  ['current, on the primary', 'new  /x\n', 'PRIMARY', 'ok'],
  ['out of date, on a standby: it is restarted', 'old  /x\n', 'STANDBY', 'differs'],
  ['out of date, while forming: it is restarted', 'old  /x\n', 'FORMING', 'differs'],
  ['out of date, on the primary: told, never restarted', 'old  /x\n', 'PRIMARY', 'warning'],
] as const

describe('the agent runs with its current program', () => {
  for (const [title, started, role, expected] of cases)
    test(title, () => {
      const finding = judge(started, role)
      assert.equal(finding.kind === 'ok' && finding.warning ? 'warning' : finding.kind, expected)
    })
})
