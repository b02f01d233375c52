import { parseMariadbState, formatMariadbState } from '../../src/mysql/gtid-mariadb.ts'
import { missingFrom } from '../../src/mysql/position.ts'
import { quoteString } from '../../src/mysql/quote.ts'
import { gtidText, textOf } from '../../src/mysql/row.ts'
import type { Session } from '../mysql/session.ts'

/** Transactions that the primary lacks, and what it had when that was found. */
interface Errant {
  errant: string
  primaryHad: string
}

/** The list of older transactions is among the first events of a log. */
const firstEvents = 10

/** What of the errant transactions no binary log holds any more, as the server itself knows it; `''` when all are there. */
export async function lostOf(session: Session, errant: Errant, oldestLog: string): Promise<string> {
  if (session.can.uuidGtids) {
    const [row] = await session.run('SELECT @@GLOBAL.gtid_purged AS purged')
    return purgedOf(errant.errant, gtidText(row?.['purged']))
  }
  const events = await session.run(`SHOW BINLOG EVENTS IN ${quoteString(oldestLog)} LIMIT ${firstEvents}`)
  const list = events.find((event) => textOf(event['Event_type']) === 'Gtid_list')
  return beforeLog(errant, textOf(list?.['Info']).replace(/[[\]]/g, ''))
}

/** MySQL: the server has executed these, and its binary logs do not hold them. */
export function purgedOf(errant: string, purged: string): string {
  return missingFrom('uuid', errant, missingFrom('uuid', errant, purged))
}

/** MariaDB: the oldest log begins after these; what the primary had of them is no matter. */
export function beforeLog({ errant, primaryHad }: Errant, list: string): string {
  const had = parseMariadbState(primaryHad)
  const wanted = parseMariadbState(errant)
  const lost = new Map<string, number>()
  for (const [key, sequence] of parseMariadbState(list)) {
    const last = wanted.get(key)
    if (last !== undefined && sequence > (had.get(key) ?? 0)) lost.set(key, Math.min(sequence, last))
  }
  return formatMariadbState(lost)
}
