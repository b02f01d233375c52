import { replaceFile } from './replace-file.ts'
import { uptimeMilliseconds } from './uptime.ts'

/** Publishes the verdict for keepalived. Files on a tmpfs: writing them cannot block on a disk. */
export interface VerdictFile {
  /** @param aloneUntil until which uptime in milliseconds nobody else can lead; `null`: nobody else wants to */
  publish(verdict: 0 | 1, aloneUntil: number | null): void
}

/**
 * `verdict` holds the number alone, as track_file wants it, and is replaced by a rename so that it is never seen empty;
 * it is written when it changes. `fresh` holds the uptime in seconds, perhaps followed by that until which nobody else can lead,
 * and is written every time.
 */
export function verdictFile(verdictPath: string, freshPath: string): VerdictFile {
  let published: number | null = null
  return {
    publish(verdict, aloneUntil) {
      if (verdict !== published) {
        replaceFile(verdictPath, `${verdict}\n`, 0o644)
        published = verdict
      }
      signOfLife(freshPath, aloneUntil)
    },
  }
}

/** Says that the agent lives. A starting agent says so first, or it would be ended for the silence of the one before. */
export function signOfLife(freshPath: string, aloneUntil: number | null = null): void {
  const times = aloneUntil === null ? [uptimeMilliseconds()] : [uptimeMilliseconds(), aloneUntil]
  const seconds = times.map((milliseconds) => (milliseconds / 1000).toFixed(2))
  replaceFile(freshPath, `${seconds.join(' ')}\n`, 0o644)
}
