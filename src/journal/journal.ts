import type { RunEvent, RunEventKind } from '../run/events.ts'
import { openJournalFile } from './journal-file.ts'

/** One line of a journal. */
export type JournalEntry = RunEvent & {
  /** ISO 8601, the engineer's clock. */
  readonly at: string
}

/** Events that must survive a power cut before the next thing happens. */
const durable: ReadonlySet<RunEventKind> = new Set([
  'runStarted',
  'decision',
  'stepApplying',
  'jobStarted',
  'jobEnded',
  'stepChanged',
  'stepFailed',
  'runFailed',
  'runEnded',
])

/** Live output; shown, never kept. */
const notKept: ReadonlySet<RunEventKind> = new Set(['stepProgress'])

export interface Journal {
  readonly file: string
  /** Resolves when the event is written, and on disk if it is one that a resume builds on. */
  append(event: RunEvent): Promise<void>
  close(): void
}

/** `2026-11-23T10-44-05-3fa9`: sorts by time, safe as a file name. */
export function newRunId(now: Date, random: () => number): string {
  const suffix = Math.floor(random() * 0x10000)
    .toString(16)
    .padStart(4, '0')
  return `${now.toISOString().slice(0, 19).replaceAll(':', '-')}-${suffix}`
}

/** Opens the journal of a run for appending; a resumed run goes on in its own file. */
export function openJournal(workingDirectory: string, run: string): Journal {
  const journal = openJournalFile(workingDirectory, run)
  return {
    file: journal.file,
    async append(event) {
      if (notKept.has(event.kind)) return
      const entry: JournalEntry = { at: new Date().toISOString(), ...event }
      await journal.append(entry, durable.has(event.kind))
    },
    close: () => journal.close(),
  }
}
