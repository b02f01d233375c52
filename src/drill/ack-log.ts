import { appendFileSync, closeSync, fdatasync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { promisify } from 'node:util'

/** One row whose commit a server has confirmed to a client. Times are milliseconds of our CLOCK_MONOTONIC. */
export interface Ack {
  readonly writer: string
  readonly number: number
  readonly sent: number
  readonly at: number
  /** `server_id` of the server that confirmed it. */
  readonly server: number
}

const flush = promisify(fdatasync)

/** A log of acknowledged rows: `append` resolves when its row is on disk. Rows that come together share a flush. */
export function openAckLog(file: string): {
  readonly append: (ack: Ack) => Promise<void>
  readonly close: () => void
} {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const descriptor = openSync(file, 'a', 0o600)
  let flushing: Promise<void> | undefined
  let next: Promise<void> | undefined

  /** A flush that has begun may have missed the row: the one after it has not. */
  function flushed(): Promise<void> {
    if (flushing === undefined) return begin()
    next ??= flushing.then(() => {
      next = undefined
      return begin()
    })
    return next
  }

  function begin(): Promise<void> {
    flushing = flush(descriptor).finally(() => {
      flushing = undefined
    })
    return flushing
  }

  return {
    append(ack) {
      appendFileSync(descriptor, `${JSON.stringify(ack)}\n`)
      return flushed()
    },
    close: () => closeSync(descriptor),
  }
}
