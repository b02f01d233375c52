import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, test } from 'node:test'
import fc from 'fast-check'
import { newRunId, openJournal } from '../../../src/journal/journal.ts'
import { listRuns, parseJournal, readRun, unfinishedRun } from '../../../src/journal/read.ts'
import type { RunEvent } from '../../../src/run/events.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'journal-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

type Started = Extract<RunEvent, { kind: 'runStarted' }>

const started = (run: string, more: Partial<Started> = {}): Started => ({
  kind: 'runStarted',
  run,
  playbook: 'site',
  inventory: 'prod',
  mode: 'apply',
  arguments: ['site', '--inventory', 'prod'],
  inputs: {},
  version: '1',
  who: 'me@here',
  hosts: ['a'],
  phases: [],
  resumes: false,
  ...more,
})

const ended = (outcome: 'done' | 'failed' | 'stopped'): RunEvent => ({
  kind: 'runEnded',
  outcome,
  exitCode: 0,
  counts: { right: 0, changed: 0, skipped: 0, failed: 0, different: 0 },
  milliseconds: 1,
  roundTrips: 1,
})

async function record(run: string, ...events: RunEvent[]): Promise<string> {
  const journal = openJournal(directory, run)
  for (const event of events) await journal.append(event)
  journal.close()
  return journal.file
}

const stories: [string, RunEvent[][], string | undefined][] = [
  ['no run yet', [], undefined],
  ['a run that ended well', [[started('r1'), ended('done')]], undefined],
  ['a run that failed', [[started('r1'), ended('failed')]], 'r1'],
  ['a run that was stopped', [[started('r1'), ended('stopped')]], 'r1'],
  ['a run whose runner died', [[started('r1')]], 'r1'],
  ['a check leaves nothing to resume', [[started('r1', { mode: 'check' })]], undefined],
  [
    'a later check does not hide the run that failed',
    [[started('r1'), ended('failed')], [started('r2', { mode: 'check' })]],
    'r1',
  ],
  [
    'a later run that ended well does',
    [
      [started('r1'), ended('failed')],
      [started('r2'), ended('done')],
    ],
    undefined,
  ],
  [
    'a later run of one role that ended well does not',
    [
      [started('r1'), ended('failed')],
      [started('r2', { arguments: ['site', '--role', 'common', '-i', 'prod'] }), ended('done')],
    ],
    'r1',
  ],
  [
    'a run of another inventory does not',
    [
      [started('r1'), ended('failed')],
      [started('r2', { inventory: 'test' }), ended('done')],
    ],
    'r1',
  ],
  [
    'a resumed run that died again',
    [[started('r1'), ended('failed'), started('r1', { resumes: true })]],
    'r1',
  ],
  [
    'a resumed run that ended well',
    [[started('r1'), ended('failed'), started('r1', { resumes: true }), ended('done')]],
    undefined,
  ],
]

describe('where were we', () => {
  for (const [title, runs, expected] of stories)
    test(title, async () => {
      for (const [index, events] of runs.entries()) await record(`r${index + 1}`, ...events)
      assert.equal(unfinishedRun(directory, 'prod')?.id, expected)
    })

  test('runs are listed newest first, by their ids', async () => {
    const ids = [0, 1, 2].map((day) => newRunId(new Date(Date.UTC(2026, 0, 1 + day)), () => 0.5))
    for (const id of ids) await record(id, started(id))
    assert.deepEqual(
      listRuns(directory).map(({ id }) => id),
      ids.reverse(),
    )
  })

  test('a mistyped id is refused with a suggestion', async () => {
    await record('2026-01-01T00-00-00-aaaa', started('x'))
    assert.throws(
      () => readRun(directory, '2026-01-01T00-00-00-aaab'),
      /did you mean "2026-01-01T00-00-00-aaaa"/,
    )
  })
})

describe('the file', () => {
  test('is for its owner alone', async () => {
    const file = await record('r1', started('r1'))
    assert.equal(statSync(file).mode & 0o777, 0o600)
  })

  test('does not keep live output', async () => {
    const file = await record('r1', started('r1'), {
      kind: 'stepProgress',
      step: 's',
      host: 'a',
      line: 'noise',
    })
    assert.ok(!readFileSync(file, 'utf8').includes('noise'))
  })

  test('property: cut anywhere, what was whole is read, and the next event is not lost', async () => {
    const right = (host: string): RunEvent => ({
      kind: 'stepRight',
      step: 's',
      host,
      because: 'ünïcode',
      milliseconds: 1,
    })
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 400 }), async (cut) => {
        const run = `r${cut}`
        const file = await record(run, started(run), right('a'), right('b'))
        const size = statSync(file).size
        truncateSync(file, Math.max(0, size - cut))
        const before = parseJournal(readFileSync(file, 'utf8')).length
        await record(run, right('after'))
        const entries = parseJournal(readFileSync(file, 'utf8'))
        assert.equal(entries.length, before + 1)
        assert.equal(entries.at(-1)?.kind, 'stepRight')
        rmSync(file)
      }),
    )
  })
})
