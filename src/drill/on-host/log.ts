import { openSync, writeSync } from 'node:fs'
import type { HostRecord } from './records.ts'

/** Now, in milliseconds of CLOCK_MONOTONIC. */
export function monotonic(): number {
  return Number(process.hrtime.bigint() / 1000n) / 1000
}

/** Appends records to a file, each whole. A disk that takes no more loses records, and ends nothing. */
export function openLog(path: string): (record: HostRecord) => void {
  const file = openSync(path, 'a', 0o600)
  return (record) => {
    try {
      writeSync(file, `${JSON.stringify(record)}\n`)
    } catch {
      // The watcher must not die of the very thing that is being drilled.
    }
  }
}
