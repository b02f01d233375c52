import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { PlaybookError } from '../../../src/errors.ts'
import { fact } from '../../../src/plan/deferred.ts'
import { differs, ok, warn } from '../../../src/plan/finding.ts'
import { defineModule } from '../../../src/plan/module.ts'
import { preparePlan } from '../../../src/run/execute.ts'
import type { RunEvent } from '../../../src/run/events.ts'
import { localFiles } from '../../../src/run/local.ts'
import { sh } from '../../../src/values/shell.ts'
import { cell, CellHost } from './cells.ts'
import { planOf, runCells } from './run-cells.ts'

const set = (...names: string[]) => names.map((name) => cell(`${name} is set`, { name, value: '1' }))
const full = () => {
  throw new PlaybookError('JournalFailed', 'no space')
}

describe('a journal that cannot be written', () => {
  test('ends the run only when no host is in the middle of a step, and closes every host', async () => {
    const [a, b] = [new CellHost('a'), new CellHost('b')]
    b.slow.add('x')
    let lost = false
    const run = runCells(planOf({ role: [() => set('x', 'y')] }), [a, b], {
      onEvent(event) {
        lost ||= event.kind === 'stepChanged' && event.host === 'a'
        if (lost) full()
      },
    })
    await assert.rejects(run, { code: 'JournalFailed' })
    assert.deepEqual(b.log.slice(-3), ['write x=1', 'probe x', 'close'])
    assert.equal(a.log.at(-1), 'close')
    assert.ok(!b.log.includes('write y=1'), 'nothing more is done without a journal')
  })

  for (const kind of ['hostConnecting', 'hostConnected', 'hostFailed'] satisfies RunEvent['kind'][])
    test(`at ${kind}: every host that was opened is closed`, async () => {
      const a = new CellHost('a')
      const run = runCells(planOf({ role: [() => set('x')] }), [a], {
        onEvent: (event) =>
          (event.kind === kind && event.host === 'b') || event.kind === 'runEnded' ? full() : undefined,
      })
      await assert.rejects(run, { code: 'JournalFailed' })
      assert.deepEqual(a.log, ['close'])
    })
})

describe('a step whose look cannot even be described', () => {
  const unreadable = cell('broken', {
    name: fact((): string => {
      throw new PlaybookError('BadPlan', 'no interface has this address')
    }),
    value: '1',
  })
  const probeless = defineModule({
    name: 'probeless',
    probe: (_: object): { now: ReturnType<typeof sh> } => {
      throw new PlaybookError('BadPlan', 'no interface has this address')
    },
    judge: () => ok(''),
  })('broken', {})

  for (const [title, step] of Object.entries({ 'a fact': unreadable, 'a probe': probeless }))
    test(`${title}: fails at its own turn, by its own name, after the steps before it`, async () => {
      const a = new CellHost('a')
      const plan = planOf({ role: [() => [...set('x'), step, ...set('z')]] }, { hosts: ['a'] })
      const { events, ended } = await runCells(plan, [a])
      const failed = events.filter((event) => event.kind === 'stepFailed')
      assert.deepEqual(
        failed.map((event) => [event.step, event.failure.message]),
        [['stage/role/broken@a', 'no interface has this address']],
      )
      assert.deepEqual([...a.cells.keys()], ['x'])
      assert.equal(ended.outcome, 'failed')
    })
})

test('asked to stop before the first connection, a run connects to nothing', async () => {
  const stop = new AbortController()
  stop.abort()
  const { ended, kinds } = await runCells(planOf({ role: [() => set('x')] }), [], { signal: stop.signal })
  assert.deepEqual([ended.outcome, ended.exitCode], ['stopped', 3])
  assert.ok(!kinds.includes('hostConnecting'))
})

test('a guard that comes right while it is waited for keeps its warning', async () => {
  let looks = 0
  const late = defineModule({
    name: 'late',
    probe: (_: object) => ({ now: sh`late` }),
    judge: () => (looks++ === 0 ? differs<undefined>('not yet', undefined) : warn('read this')),
    settleSeconds: () => 5,
  })
  const { events } = await runCells(planOf({ role: [() => [late('late', {})]] }, { hosts: ['a'] }), [
    new CellHost('a'),
  ])
  assert.equal(events.find((event) => event.kind === 'stepRight')?.warning, true)
})

test('our own mistake in prepare is our bug, not a bad local file', async () => {
  const buggy = defineModule({
    name: 'buggy',
    prepare: (): Promise<undefined> => Promise.reject(new TypeError('x is undefined')),
    probe: (_: object) => ({ now: sh`x` }),
    judge: () => ok(''),
  })
  const plan = planOf({ role: [() => [buggy('buggy', {})]] }, { hosts: ['a'] })
  await assert.rejects(preparePlan(plan, localFiles('/')), TypeError)
})
