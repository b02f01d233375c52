import { quoteString } from '../../src/mysql/quote.ts'
import { textOf } from '../../src/mysql/row.ts'
import { SqlError } from '../mysql/session.ts'
import type { Session } from '../mysql/session.ts'
import type { Wanted } from './errant-wanted.ts'

/** A stretch of one binary log that holds chosen transactions alone, and the GTIDs that begin in it by position. */
export interface ErrantPlace {
  log: string
  start: number
  stop: number
  gtids: Map<number, string>
}

/** MariaDB shows the text of each statement, and the agent's memory is small. */
const pageRows = 500

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
    for (let limit = pageRows; ;) {
      const rows = await pageOf(session, log, position, limit)
      if (rows === null) {
        // What is before the tear is whole: smaller pages come closer to it.
        if (limit === 1) break
        limit = Math.ceil(limit / 4)
        continue
      }
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
      if (rows.length < limit) break
    }
    found.unshift(...places)
    if (wanted.complete()) break
  }
  return found
}

/** `ER_ERROR_WHEN_EXECUTING_COMMAND`: "Wrong offset or I/O error". */
const tornErrno = 1220

/** A page of the log's events; `null` when it has a torn one in it, as a full disk leaves behind. */
async function pageOf(session: Session, log: string, position: number, limit: number) {
  try {
    return await session.run(`SHOW BINLOG EVENTS IN ${quoteString(log)} FROM ${position} LIMIT ${limit}`)
  } catch (error) {
    if (error instanceof SqlError && error.errno === tornErrno) return null
    throw error
  }
}
