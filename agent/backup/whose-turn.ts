import { moment } from '../act/context.ts'
import type { Settings } from '../settings.ts'
import { mayRunHere } from './place.ts'
import type { Place } from './place.ts'
import { lookHere } from './situation.ts'
import type { Here } from './situation.ts'

/** A host that has just booted is no standby yet, and a lag may pass. */
const patienceMilliseconds = 10 * 60_000
const lookMilliseconds = 10_000

/**
 * What this node is, and whether it is the one to make a backup.
 * @param patient looks again for ten minutes while it is not, unless it leads
 */
export async function whoseTurn(
  settings: Settings,
  patient: boolean,
  signal: AbortSignal,
): Promise<{ here: Here; place: Place }> {
  const end = performance.now() + patienceMilliseconds
  for (;;) {
    const waits = patient && performance.now() < end
    const here = await lookHere(settings, signal).catch((error: unknown) => {
      signal.throwIfAborted()
      if (!waits) throw error
      return null
    })
    if (here !== null) {
      const place = mayRunHere(here.status, here.status.peer?.backups?.fit ?? null)
      if (place.run || here.status.role === 'PRIMARY' || !waits) return { here, place }
    }
    await moment(lookMilliseconds, signal)
  }
}
