import { openSync, writeSync } from 'node:fs'
import type { HostRecord } from './records.ts'

/** Now, in milliseconds of CLOCK_MONOTONIC. */
export function monotonic(): number {
  return Number(process.hrtime.bigint() / 1000n) / 1000
}

/**
 * Appends records to a file, each whole. A disk that takes no more ends nothing: what it did not take is counted, and the
 * count is the first record that it takes again.
 */
export function openLog(path: string): (record: HostRecord) => void {
  const file = openSync(path, 'a', 0o600)
  let lost = 0
  const written = (record: HostRecord): boolean => {
    // A line that was torn by the full disk ends here.
    const line = Buffer.from(`${lost > 0 ? '\n' : ''}${JSON.stringify(record)}\n`)
    try {
      return writeSync(file, line) === line.length
    } catch {
      // The watcher must not die of the very thing that is being drilled.
      return false
    }
  }
  return (record) => {
    if (lost > 0 && written({ kind: 'lost', at: monotonic(), count: lost })) lost = 0
    if (lost > 0 || !written(record)) lost += 1
  }
}
