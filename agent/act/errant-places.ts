import { quoteString } from '../../src/mysql/quote.ts'
import { textOf } from '../../src/mysql/row.ts'
import type { Session } from '../mysql/session.ts'
import type { Wanted } from './errant-wanted.ts'

/** A stretch of one binary log that holds chosen transactions alone, and the GTIDs that begin in it by position. */
export interface ErrantPlace {
  log: string
  start: number
  stop: number
  gtids: Map<number, string>
}

const pageRows = 5000

/**
 * Where transactions lie in the server's binary logs, as the server itself lists them: for tools that cannot choose by a set.
 * Looks from the newest log backwards until all are found, since what a primary never sent is what it wrote last.
 */
export async function placesOfErrant(
  session: Session,
  wanted: Wanted,
  logs: readonly string[],
): Promise<ErrantPlace[]> {
  const found: ErrantPlace[] = []
  for (const log of logs.toReversed()) {
    const places: ErrantPlace[] = []
    let position = 4
    let inside: ErrantPlace | null = null
    for (;;) {
      const rows = await session.run(
        `SHOW BINLOG EVENTS IN ${quoteString(log)} FROM ${position} LIMIT ${pageRows}`,
      )
      for (const row of rows) {
        const [at, end] = [Number(row['Pos']), Number(row['End_log_pos'])]
        const named = /GTID_NEXT= '([^']+)'|\bGTID (\d+-\d+-\d+)/.exec(textOf(row['Info']))
        const gtid = textOf(row['Event_type']) === 'Gtid_list' ? undefined : (named?.[1] ?? named?.[2])
        if (gtid !== undefined) {
          const chosen = wanted.has(gtid)
          if (chosen && inside === null)
            places.push((inside = { log, start: at, stop: end, gtids: new Map() }))
          if (chosen) inside?.gtids.set(at, gtid)
          else inside = null
        }
        if (inside !== null) inside.stop = end
        position = end
      }
      if (rows.length < pageRows) break
    }
    found.unshift(...places)
    if (wanted.complete()) break
  }
  return found
}
