import { setTimeout as pause } from 'node:timers/promises'
import { LabFailure } from '../failure.ts'

/** Waits for a condition, looking every 20 ms; throws `what` in words when it does not come true in time. */
export async function until(
  what: string,
  timeoutSeconds: number,
  condition: () => boolean | Promise<boolean>,
): Promise<void> {
  const deadline = performance.now() + timeoutSeconds * 1000
  while (!(await condition())) {
    if (performance.now() > deadline) throw new LabFailure(`${what}: not within ${timeoutSeconds} s`)
    await pause(20)
  }
}
