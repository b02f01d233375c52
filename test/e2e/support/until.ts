import { setTimeout as pause } from 'node:timers/promises'

const pollMilliseconds = 100

/** Waits until `look` gives something, and gives it; fails with `what`, and what was seen last, after the bound. */
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
      throw new Error(`${what}: not within ${boundSeconds} s. ${last()}`.trim())
    await pause(pollMilliseconds)
  }
}
