import { setTimeout as pause } from 'node:timers/promises'
import type { JournalEntry } from '../../../src/journal/journal.ts'
import type { CliEnd, RunningCli } from '../support/cli.ts'
import type { NodeName, TestLab } from '../support/lab.ts'
import { reaches } from './course.ts'
import type { Course } from './course.ts'
import { JournalTail } from './journal-tail.ts'
import { startsOn } from './ledger.ts'
import type { Moment } from './moments.ts'

export interface Killed {
  readonly end: CliEnd
  /** The last thing that the runner had written down; absent when it ended before the moment came. */
  readonly at: JournalEntry | undefined
  /** The job that was running on a host when the runner died. */
  readonly inJob: Extract<JournalEntry, { kind: 'jobStarted' }> | undefined
}

const pollMilliseconds = 2

/** Starts the runner and kills it as soon as its journal has reached the moment. */
export async function killedAt(
  lab: TestLab,
  words: readonly string[],
  course: Course,
  moment: Moment,
): Promise<Killed> {
  const tail = new JournalTail(lab.workingDirectory)
  tail.next()
  const runner = lab.start(...words)
  let alive = true
  void runner.ended.then(() => (alive = false))
  while (alive) {
    const at = tail.next().find((entry) => isThere(entry, course, moment))
    if (at === undefined) await pause(pollMilliseconds)
    else if (moment.milliseconds === undefined) return { ...(await end(runner)), at, inJob: undefined }
    else if (at.kind === 'jobStarted') {
      const ended = await deepInside(lab, at, moment.milliseconds, tail)
      return { ...(await end(runner)), at, inJob: ended ? undefined : at }
    }
  }
  return { end: await runner.ended, at: undefined, inJob: undefined }
}

/** A moment inside a job that an earlier life has finished already is taken inside the next job. */
function isThere(entry: JournalEntry, course: Course, moment: Moment): boolean {
  if (moment.milliseconds !== undefined && entry.kind !== 'jobStarted') return false
  return reaches(course.placeOf(entry), moment.place)
}

async function end(runner: RunningCli): Promise<{ end: CliEnd }> {
  runner.kill()
  return { end: await runner.ended }
}

/** Waits until the host has started the job, and then as long as the moment says. True when the job ended meanwhile. */
async function deepInside(
  lab: TestLab,
  { job, host }: Extract<JournalEntry, { kind: 'jobStarted' }>,
  milliseconds: number,
  tail: JournalTail,
): Promise<boolean> {
  const started = async (): Promise<boolean> =>
    (await startsOn(lab, host as NodeName)).some((start) => start.job === job)
  const ended = (): boolean => tail.next().some((entry) => entry.kind === 'jobEnded' && entry.job === job)
  let since: number | undefined
  for (;;) {
    if (ended()) return true
    if (since === undefined && (await started())) since = performance.now()
    if (since !== undefined && performance.now() - since >= milliseconds) return ended()
    await pause(pollMilliseconds)
  }
}
