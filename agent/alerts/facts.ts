import {
  heartbeatOf,
  machineTimeZone,
  oldestTransactions,
  unacknowledgedCommits,
} from '../../src/mysql/monitoring.ts'
import { textOf } from '../../src/mysql/row.ts'
import { openSession } from '../mysql/session.ts'
import type { Session } from '../mysql/session.ts'
import type { MysqlSettings } from '../settings.ts'

/** What alerts need of the server beside what decisions do; read less often. */
export interface WatchFacts {
  /** Uptime milliseconds. */
  readAt: number
  oldestWriteSeconds: number | null
  oldestReadSeconds: number | null
  /** Age of the newest heartbeat of the peer that has arrived here, by the clocks of both hosts; `null`: there is none. */
  heartbeatSeconds: number | null
  unacknowledgedCommits: number | null
}

/** Reads the facts again and again on one connection of its own, so that no probe of the health check waits for them. */
export interface FactsReader {
  /** What was read last; `null` while the server does not answer. */
  facts(): WatchFacts | null
  /** Reads again when it is time to. */
  poll(): void
}

const everyMilliseconds = 3000
const deadlineMilliseconds = 2000

/** @param uptime the agent's clock, milliseconds @param wall milliseconds since 1970 */
export function factsReader(
  settings: MysqlSettings,
  peerId: string,
  uptime: () => number,
  wall: () => number,
): FactsReader {
  let session: Session | null = null
  let facts: WatchFacts | null = null
  let busy = false
  let startedAt = -Infinity

  async function open(): Promise<Session> {
    const opened = await openSession(settings)
    await opened.run(machineTimeZone)
    return opened
  }

  async function read(): Promise<void> {
    try {
      session ??= await open()
      const [ages] = await session.run(oldestTransactions)
      const [heartbeat] = await session.run(heartbeatOf(peerId))
      const [status] = await session.run(unacknowledgedCommits(session.can))
      const beat = numberOf(heartbeat?.['beat'])
      facts = {
        readAt: uptime(),
        oldestWriteSeconds: numberOf(ages?.['write']),
        oldestReadSeconds: numberOf(ages?.['read']),
        heartbeatSeconds: beat === null ? null : Math.max(0, (wall() - beat) / 1000),
        unacknowledgedCommits: numberOf(status?.['Value']),
      }
    } catch {
      // The health check tells why the server does not answer.
      session?.destroy()
      session = null
      facts = null
    }
  }

  return {
    facts: () => facts,
    poll() {
      if (busy || uptime() - startedAt < everyMilliseconds) return
      busy = true
      startedAt = uptime()
      const slow = setTimeout(() => session?.destroy(), deadlineMilliseconds)
      void read().finally(() => {
        clearTimeout(slow)
        busy = false
      })
    },
  }
}

function numberOf(value: unknown): number | null {
  const text = textOf(value)
  return text === '' ? null : Number(text)
}
