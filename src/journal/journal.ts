import { appendFileSync, closeSync, fdatasync, fsyncSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { messageOf, PlaybookError } from '../errors.ts'
import type { RunEvent, RunEventKind } from '../run/events.ts'

const sync = promisify(fdatasync)

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

/** Where the runs of a working directory are kept: one file a run, readable by its owner alone. */
export function runsDirectory(workingDirectory: string): string {
  return join(workingDirectory, '.playbook', 'runs')
}

/** `2026-11-23T10-44-05-3fa9`: sorts by time, safe as a file name. */
export function newRunId(now: Date, random: () => number): string {
  const suffix = Math.floor(random() * 0x10000)
    .toString(16)
    .padStart(4, '0')
  return `${now.toISOString().slice(0, 19).replaceAll(':', '-')}-${suffix}`
}

/** A new file survives a power cut once its directory is on disk, too. */
function flushDirectory(directory: string): void {
  const descriptor = openSync(directory, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** Opens the journal of a run for appending; a resumed run goes on in its own file. */
export function openJournal(workingDirectory: string, run: string): Journal {
  const directory = runsDirectory(workingDirectory)
  const file = join(directory, `${run}.jsonl`)
  const failed = (error: unknown) =>
    new PlaybookError('JournalFailed', `the journal ${file} cannot be written: ${messageOf(error)}`, {
      cause: error,
      hint: 'Nothing more is done without a journal. Free some space or change to another directory, then resume.',
    })
  let descriptor: number
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    descriptor = openSync(file, 'a', 0o600)
    // A line torn by a power cut must not swallow the next one.
    appendFileSync(descriptor, '\n')
    flushDirectory(directory)
  } catch (error) {
    throw failed(error)
  }
  return {
    file,
    async append(event) {
      if (notKept.has(event.kind)) return
      const entry: JournalEntry = { at: new Date().toISOString(), ...event }
      try {
        // In a loop until all is written: on a disk that is nearly full the system takes a part, and says so only then.
        appendFileSync(descriptor, `${JSON.stringify(entry)}\n`)
        if (durable.has(event.kind)) await sync(descriptor)
      } catch (error) {
        throw failed(error)
      }
    },
    close: () => closeSync(descriptor),
  }
}
