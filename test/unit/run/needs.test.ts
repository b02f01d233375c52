import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { from } from '../../../src/plan/deferred.ts'
import type { PlannedNeed } from '../../../src/plan/plan.ts'
import type { Step } from '../../../src/plan/step.ts'
import { cell, cellIs, CellHost } from './cells.ts'
import { planOf, runCells } from './run-cells.ts'

const needOf = (host: string, step: Step): PlannedNeed => ({
  id: `stage/base/${step.title}@${host}`,
  host,
  role: 'base',
  of: 'base',
  step,
})
const hostWith = (name: string, cells: Record<string, string>) => {
  const host = new CellHost(name)
  for (const [key, value] of Object.entries(cells)) host.cells.set(key, value)
  return host
}
const plan = (needs: readonly PlannedNeed[]) => ({
  ...planOf({ role: [() => [cell('x is set', { name: 'x', value: '1' })]] }),
  needs,
})
const failureIn = (events: Awaited<ReturnType<typeof runCells>>['events']) =>
  events.find((event) => event.kind === 'runFailed')?.failure

describe('what a role needs of others', () => {
  test('is looked at completely, also behind a guard that reads the peer', async () => {
    const needs = [
      needOf('a', cellIs('p holds', { name: 'p', value: '1' })),
      needOf('a', cellIs('q holds', { name: 'q', value: '1' }, { readsPeer: true })),
      needOf('a', cellIs('r holds', { name: 'r', value: '1' })),
    ]
    const hosts = [hostWith('a', { p: '1', q: '1' }), hostWith('b', {})]
    const { events, ended } = await runCells(plan(needs), hosts)
    assert.deepEqual(failureIn(events)?.details, ['a: r holds (role base): r is "" and not 1'])
    assert.deepEqual([ended.exitCode, ended.counts.changed], [1, 0])
  })

  test('may build on a value that another need publishes, on whichever host', async () => {
    const needs = [
      needOf('a', cell('copy', { name: 'copy', value: from('b', 'key') }, { publish: 'copy' })),
      needOf('b', cell('key', { name: 'key', value: 'k1' }, { publish: 'key' })),
    ]
    const { ended } = await runCells(plan(needs), [
      hostWith('a', { copy: 'k1' }),
      hostWith('b', { key: 'k1' }),
    ])
    assert.deepEqual([ended.outcome, ended.counts.changed], ['done', 2])
  })

  test('a value that nobody publishes is missing, and named', async () => {
    const needs = [needOf('a', cell('copy', { name: 'copy', value: from('b', 'key') }))]
    const { events } = await runCells(plan(needs), [hostWith('a', {}), hostWith('b', {})])
    assert.deepEqual(failureIn(events)?.details, ['a: copy (role base): key of b is not known yet'])
  })

  test('unmet under --check: told by name, and a difference', async () => {
    const needs = [needOf('a', cellIs('p holds', { name: 'p', value: '1' }))]
    const hosts = [hostWith('a', { x: '1' }), hostWith('b', { x: '1' })]
    const { events, ended } = await runCells(plan(needs), hosts, { mode: 'check' })
    const told = events.find((event) => event.kind === 'stepCannotTell')
    assert.equal(told?.step, 'stage/base/p holds@a')
    assert.match(told?.because ?? '', /role base/)
    assert.deepEqual([ended.exitCode, ended.counts.different], [4, 1])
  })
})
