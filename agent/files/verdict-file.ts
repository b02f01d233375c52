import { replaceFile } from './replace-file.ts'
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
        replaceFile(verdictPath, `${verdict}\n`, 0o644)
        published = verdict
      }
      signOfLife(freshPath)
    },
  }
}

/** Says that the agent lives. A starting agent says so first, or it would be ended for the silence of the one before. */
export function signOfLife(freshPath: string): void {
  replaceFile(freshPath, `${(uptimeMilliseconds() / 1000).toFixed(2)}\n`, 0o644)
}
