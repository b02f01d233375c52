import { setTimeout as pause } from 'node:timers/promises'
import { DrillFailure } from './drill.ts'

const lookEveryMilliseconds = 100

/**
 * Waits until `look` gives something, and gives it. Throws `DrillFailure` after the bound: what was waited for, and what
 * was seen last.
 */
export async function until<T>(
  what: string,
  boundSeconds: number,
  look: () => Promise<T | undefined | false> | T | undefined | false,
  last: () => string = () => '',
): Promise<T> {
  const deadline = performance.now() + boundSeconds * 1000
  for (;;) {
    const seen = await look()
    if (seen !== undefined && seen !== false) return seen
    if (performance.now() > deadline)
      throw new DrillFailure(`${what}: not within ${boundSeconds} s. ${last()}`.trim())
    await pause(lookEveryMilliseconds)
  }
}
