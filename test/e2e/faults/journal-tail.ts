import { closeSync, openSync, readdirSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { parseJournal } from '../../../src/journal/read.ts'
import { runsDirectory } from '../../../src/journal/journal-file.ts'
import type { JournalEntry } from '../../../src/journal/journal.ts'

/** Reads what is appended to the only journal of a working directory, whole lines alone. */
export class JournalTail {
  readonly #directory: string
  #offset = 0
  #rest = ''

  constructor(workingDirectory: string) {
    this.#directory = runsDirectory(workingDirectory)
  }

  /** The entries that are new since the last call; none while there is no journal yet. */
  next(): JournalEntry[] {
    const text = this.#rest + this.#read()
    const end = text.lastIndexOf('\n') + 1
    this.#rest = text.slice(end)
    return parseJournal(text.slice(0, end))
  }

  #read(): string {
    const file = this.#file()
    if (file === undefined) return ''
    const descriptor = openSync(file, 'r')
    try {
      const chunk = Buffer.alloc(256 * 1024)
      const length = readSync(descriptor, chunk, 0, chunk.length, this.#offset)
      this.#offset += length
      return chunk.toString('utf8', 0, length)
    } finally {
      closeSync(descriptor)
    }
  }

  #file(): string | undefined {
    try {
      const name = readdirSync(this.#directory).find((one) => one.endsWith('.jsonl'))
      return name === undefined ? undefined : join(this.#directory, name)
    } catch {
      return undefined
    }
  }
}
