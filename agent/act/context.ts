import type { Progress } from '../decide/rebuild-state.ts'
import type { Settings } from '../settings.ts'

/** What every action gets. */
export interface Context {
  settings: Settings
  /** Fires at the deadline, or when another action takes this one's place. */
  signal: AbortSignal
  /** Says how far a rebuild is. */
  progress(progress: Progress): void
}

/** Waits a moment between two looks at something, or ends with the signal. */
export function moment(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted()
    const stop = () => {
      clearTimeout(timer)
      reject(signal.reason as Error)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, milliseconds)
    signal.addEventListener('abort', stop, { once: true })
  })
}
