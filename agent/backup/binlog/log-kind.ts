import { startsTransaction } from './event-gtid.ts'
import { eventType } from './event-types.ts'
import { readEvents } from './events.ts'

/** Whether a server of MySQL's wrote the log, and not one of MariaDB's. Each of its logs says which GTIDs were before it. */
export async function isMysqls(path: string): Promise<boolean> {
  for await (const { type } of readEvents(path)) {
    if (type === eventType.previousGtids) return true
    if (type === eventType.mariadbGtidList || startsTransaction(type)) return type < eventType.mariadbGtid
  }
  return false
}

/** Whether a whole event, or nothing, stands in the log after a position. */
export async function endsWithin(path: string, position: number): Promise<boolean> {
  let cutAt: number | null = null
  for await (const event of readEvents(path, (at) => (cutAt = at))) if (event.position >= position) break
  return cutAt === null
}
