import { appendFileSync, closeSync, fdatasync, fsyncSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { messageOf, PlaybookError } from '../errors.ts'

const sync = promisify(fdatasync)

/** Where what was done from a working directory is kept: one file each, readable by its owner alone. */
export function runsDirectory(workingDirectory: string): string {
  return join(workingDirectory, '.playbook', 'runs')
}

/** An append-only file of JSON lines. */
export interface JournalFile {
  readonly file: string
  /** Resolves when the line is written, and on disk if it is `durable`. Throws `JournalFailed`. */
  append(entry: object, durable: boolean): Promise<void>
  close(): void
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

/** Opens the file of a run for appending, 0600; one that is there is gone on with. Throws `JournalFailed`. */
export function openJournalFile(workingDirectory: string, run: string): JournalFile {
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
    async append(entry, durable) {
      try {
        // In a loop until all is written: on a disk that is nearly full the system takes a part, and says so only then.
        appendFileSync(descriptor, `${JSON.stringify(entry)}\n`)
        if (durable) await sync(descriptor)
      } catch (error) {
        throw failed(error)
      }
    },
    close: () => closeSync(descriptor),
  }
}
