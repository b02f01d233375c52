import { listRuns } from '../../../src/journal/read.ts'
import type { JournalEntry } from '../../../src/journal/journal.ts'

/** All entries of the newest run of a working directory. */
export function newestJournal(workingDirectory: string): readonly JournalEntry[] {
  return listRuns(workingDirectory)[0]?.entries ?? []
}

type Ended = Extract<JournalEntry, { kind: 'runEnded' }>

/** How the newest run ended; fails when it has not. */
export function newestEnd(workingDirectory: string): Ended {
  const ended = newestJournal(workingDirectory).findLast((entry): entry is Ended => entry.kind === 'runEnded')
  if (!ended) throw new Error('the newest run has no end')
  return ended
}
