import { renameSync, writeFileSync } from 'node:fs'
import { uptimeMilliseconds } from './uptime.ts'

/** Publishes the verdict for keepalived. Files on a tmpfs: writing them cannot block on a disk. */
export interface VerdictFile {
  publish(verdict: 0 | 1): void
}

/**
 * `verdict` holds the number alone, as track_file wants it, and is replaced by a rename so that it is never seen empty;
 * it is written when it changes. `fresh` holds the uptime in seconds and is written every time.
 */
export function verdictFile(verdictPath: string, freshPath: string): VerdictFile {
  let published: number | null = null
  return {
    publish(verdict) {
      if (verdict !== published) {
        replace(verdictPath, `${verdict}\n`)
        published = verdict
      }
      replace(freshPath, `${(uptimeMilliseconds() / 1000).toFixed(2)}\n`)
    },
  }
}

function replace(path: string, content: string): void {
  const temporary = `${path}.new`
  writeFileSync(temporary, content, { mode: 0o644 })
  renameSync(temporary, path)
}
