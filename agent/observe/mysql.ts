import type { MysqlFacts, MysqlObservation, Probe } from '../decide/observation.ts'
import { readFacts } from '../mysql/facts.ts'
import { openSession } from '../mysql/session.ts'
import type { Session } from '../mysql/session.ts'
import type { MysqlSettings } from '../settings.ts'
import { aliveBecause } from './alive-errors.ts'
import { findServer, isListening } from './process.ts'

/** Probes the server again and again on one connection, beside the loop. */
export interface MysqlObserver {
  observe(): MysqlObservation
  /** Starts a probe unless one is under way, or, if it is not `urgent`, has just been. */
  probe(urgent?: boolean): void
  close(): void
}

const probeMilliseconds = 1000
/** A wake-up of the loop alone is no reason to ask again. */
const spacingMilliseconds = 200
const recheckMilliseconds = 120

/** @param uptime the agent's clock @param wake called when a probe has something new to say */
export function mysqlObserver(
  settings: MysqlSettings,
  uptime: () => number,
  wake: () => void,
): MysqlObserver {
  let session: Session | null = null
  let latest: Probe | null = null
  let facts: MysqlFacts | null = null
  let recheck: NodeJS.Timeout | undefined
  let busy = false
  let sequence = 0
  let startedAt = -Infinity

  async function look(): Promise<void> {
    const instance = findServer(settings.pidFile)?.instance ?? null
    const report = (result: Probe['result'], error: string, listening: boolean) => {
      const changed = latest?.result !== result || latest.instance !== instance
      latest = { sequence: ++sequence, at: uptime(), result, error, instance, listening }
      if (changed) wake()
    }
    let alive = false
    try {
      session ??= await openSession(settings)
      const sampledAt = uptime()
      facts = await readFacts(session, sampledAt, instance, () => {
        alive = true
        report('ok', '', true)
      })
    } catch (error) {
      session?.destroy()
      session = null
      const because = aliveBecause(error)
      // The health check itself was answered; a status statement that fails says nothing about health.
      if (alive) return
      if (because !== null) return report('alive', because, true)
      // What was read before says nothing about a server that does not answer.
      facts = null
      const first = latest?.result !== 'no-answer'
      report('no-answer', (error as Error).message, instance !== null && isListening(settings.port))
      // A missing process is believed at the second look.
      if (first) recheck = setTimeout(() => probe(true), recheckMilliseconds)
    }
  }

  function probe(urgent = false): void {
    if (busy || (!urgent && uptime() - startedAt < spacingMilliseconds)) return
    busy = true
    startedAt = uptime()
    const slow = setTimeout(() => session?.destroy(), probeMilliseconds)
    void look().finally(() => {
      clearTimeout(slow)
      busy = false
    })
  }

  return {
    observe: () => ({ probe: latest, facts }),
    probe,
    close() {
      clearTimeout(recheck)
      session?.destroy()
    },
  }
}
