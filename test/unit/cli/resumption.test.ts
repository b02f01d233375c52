import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { failuresOf } from '../../../src/cli/resumption.ts'
import type { RunEvent } from '../../../src/run/events.ts'
import type { RecordedRun } from '../../../src/journal/read.ts'

const step = 'pair/mysql/unpacked@node1'
const host = 'node1'
const started = (job: string): RunEvent => ({ kind: 'jobStarted', step, host, job })
const ended = (job: string, exitCode: number): RunEvent => ({ kind: 'jobEnded', step, host, job, exitCode })
const failed = (code: string): RunEvent => ({
  kind: 'stepFailed',
  step,
  host,
  milliseconds: 1,
  failure: { code, message: '', details: [] },
})

const histories: readonly [title: string, events: readonly RunEvent[], failures: number][] = [
  ['no failure', [started('a'), ended('a', 0)], 0],
  ['a job that failed starts anew', [started('a'), ended('a', 2), failed('CommandFailed')], 1],
  ['a job whose line broke is taken up again', [started('a'), failed('ConnectionLost')], 0],
  [
    'so is the second of two jobs, and the first is not repeated',
    [started('a'), ended('a', 0), started('b'), failed('ConnectionLost')],
    0,
  ],
  [
    'taken up again, it failed',
    [started('a'), failed('ConnectionLost'), started('a'), ended('a', 1), failed('CommandFailed')],
    1,
  ],
  ['done, and the step was still wrong', [started('a'), ended('a', 0), failed('NotConverged')], 1],
]

describe('failures before a resume, after which jobs start anew', () => {
  for (const [title, events, failures] of histories)
    test(title, () => {
      const entries = events.map((event) => ({ at: '', ...event }))
      const run = { entries } as unknown as RecordedRun
      assert.equal(failuresOf({ run }).get(step) ?? 0, failures)
    })
})
