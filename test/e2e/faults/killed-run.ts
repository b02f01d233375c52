import { setTimeout as pause } from 'node:timers/promises'
import type { JournalEntry } from '../../../src/journal/journal.ts'
import type { CliEnd } from '../support/cli.ts'
import type { NodeName, TestLab } from '../support/lab.ts'
import type { Course } from './course.ts'
import { JournalTail } from './journal-tail.ts'
import { startsOn } from './ledger.ts'
import { comesTo } from './moments.ts'
import type { Moment } from './moments.ts'

export interface Killed {
  readonly end: CliEnd
  /** The last thing that the runner had written down; absent when it ended by itself, before the moment came or at it. */
  readonly at: JournalEntry | undefined
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
  while (tail.next().length > 0);
  const runner = lab.start(...words)
  let alive = true
  void runner.ended.then(() => (alive = false))
  while (alive) {
    const at = tail.next().find((entry) => comesTo(moment, entry, course))
    if (at === undefined) await pause(pollMilliseconds)
    else {
      if (moment.milliseconds !== undefined && at.kind === 'jobStarted')
        await deepInside(lab, at, moment.milliseconds, tail)
      runner.kill()
      const end = await runner.ended
      return { end, at: end.signal === 'SIGKILL' ? at : undefined }
    }
  }
  return { end: await runner.ended, at: undefined }
}

/** Waits until the host has started the job, and then as long as the moment says, or until the job has ended. */
async function deepInside(
  lab: TestLab,
  { job, host }: Extract<JournalEntry, { kind: 'jobStarted' }>,
  milliseconds: number,
  tail: JournalTail,
): Promise<void> {
  const started = async (): Promise<boolean> =>
    (await startsOn(lab, host as NodeName)).some((start) => start.job === job)
  const ended = (): boolean => tail.next().some((entry) => entry.kind === 'jobEnded' && entry.job === job)
  let since: number | undefined
  for (;;) {
    if (ended()) return
    if (since === undefined && (await started())) since = performance.now()
    if (since !== undefined && performance.now() - since >= milliseconds) return
    await pause(pollMilliseconds)
  }
}
