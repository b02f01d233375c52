import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, test } from 'node:test'
import type { JournalEntry } from '../../../src/journal/journal.ts'
import type { RunningCli } from '../support/cli.ts'
import { newestJournal } from '../support/journal.ts'
import { openTestLab } from '../support/lab.ts'
import type { TestLab } from '../support/lab.ts'
import { until } from '../support/until.ts'
import { JournalTail } from './journal-tail.ts'
import { endOfJob, startedTwice, startsOn } from './ledger.ts'

type JobStarted = Extract<JournalEntry, { kind: 'jobStarted' }>

const node = 'node2'
const common = ['site', '--accept-defaults', '--role', 'common', '--output', 'json']
const boundSeconds = 120

/** Waits until the first job has begun on the host, and holds it there, so that it is sure to outlast what comes. */
async function holdFirstJob(lab: TestLab): Promise<JobStarted> {
  const job = await jobStarted(lab)
  await until(`${node} runs it`, boundSeconds, async () =>
    (await startsOn(lab, node)).some((start) => start.job === job.job),
  )
  await signalJob(lab, job, 'STOP')
  return job
}

async function jobStarted(lab: TestLab, tail = new JournalTail(lab.workingDirectory)): Promise<JobStarted> {
  return until(`a job starts on ${node}`, boundSeconds, () =>
    tail.next().find((entry): entry is JobStarted => entry.kind === 'jobStarted' && entry.host === node),
  )
}

async function signalJob(lab: TestLab, { job }: JobStarted, signal: 'STOP' | 'CONT'): Promise<void> {
  // It starts a moment after the ledger says so. The bracket keeps this shell's own words from matching.
  const session = `pgrep --full '[p]laybook-job /var/lib/playbook/jobs/${job}' | head -n 1`
  await until(`${signal} reaches the job`, 5, async () => {
    const script = `session=$(${session}); [ -n "$session" ] && pkill -${signal} --session "$session"`
    return (await lab.attempt(node, script)).exitCode === 0
  })
}

/** The last output of a step that a run with `--output json` has shown. */
function lastLineShown(stdout: string, step: string): string | undefined {
  const shown = stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { kind: string; step?: string; line?: string })
  return shown.findLast((event) => event.kind === 'stepProgress' && event.step === step)?.line
}

/** The job has run once, its end is known, and what it said last has arrived. */
async function assertFollowed(lab: TestLab, { job, step }: JobStarted, stdout: string): Promise<void> {
  const { status, lastLine } = await endOfJob(lab, node, job)
  assert.equal(status, '0')
  assert.equal(lastLineShown(stdout, step)?.trimEnd(), lastLine.trimEnd())
  const ends = newestJournal(lab.workingDirectory).filter(
    (entry) => entry.kind === 'jobEnded' && entry.job === job,
  )
  assert.equal(ends.length, 1)
  assert.deepEqual(startedTwice(await startsOn(lab, node)), [])
}

describe('the network is cut in the middle of a job', { timeout: 900_000 }, () => {
  let lab: TestLab
  let runner: RunningCli | undefined
  before(async () => {
    lab = await openTestLab('cut')
  })
  after(() => lab.close())
  beforeEach(() => lab.bare())
  afterEach(() => runner?.kill())

  test('and the runner is killed: resume finds the job and all that it said', async () => {
    runner = lab.start(...common)
    const job = await holdFirstJob(lab)
    await lab.control('cut', node)
    runner.kill()
    await runner.ended
    await lab.control('heal')
    const tail = new JournalTail(lab.workingDirectory)
    tail.next()
    runner = lab.start('resume', '--output', 'json')
    assert.equal((await jobStarted(lab, tail)).job, job.job)
    await signalJob(lab, job, 'CONT')
    const { exitCode, stdout, stderr } = await runner.ended
    assert.equal(exitCode, 0, stderr)
    await assertFollowed(lab, job, stdout)
  })

  test('and heals after the runner has noticed: it connects again and goes on by itself', async () => {
    runner = lab.start(...common)
    const job = await holdFirstJob(lab)
    await lab.control('cut', node)
    const lost = /connection was lost/
    await until('the runner notices', boundSeconds, () => lost.test(runner?.said().stdout ?? ''))
    await lab.control('heal')
    await signalJob(lab, job, 'CONT')
    const { exitCode, stdout, stderr } = await runner.ended
    assert.equal(exitCode, 0, stderr)
    await assertFollowed(lab, job, stdout)
  })
})
