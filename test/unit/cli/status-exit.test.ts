import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exitCodeOf } from '../../../src/cli/status.ts'
import type { LookedAt } from '../../../src/pair/look.ts'
import type { PairReport } from '../../../src/pair/report/report.ts'

const dark: LookedAt = { name: 'node2', look: { reached: false, status: undefined, because: 'no route' } }
const services = { mysqld: 'active', agent: 'active', keepalived: 'active' }
const there: LookedAt = {
  name: 'node1',
  look: { reached: true, status: undefined, because: 'not running', services, vip: false },
}

const cases: readonly [severity: PairReport['severity'], nodes: readonly LookedAt[], code: number][] = [
  ['ok', [there, there], 0],
  ['warning', [there, there], 10],
  ['critical', [there, dark], 11],
  ['critical', [dark, dark], 5],
]
for (const [severity, nodes, code] of cases)
  test(`status exits with ${code}: ${severity}, ${nodes.filter(({ look }) => look.reached).length} hosts answer`, () =>
    assert.equal(exitCodeOf({ severity, nodes }), code))
