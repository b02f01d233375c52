import { quoteString } from '../../src/mysql/quote.ts'
import { withSession } from '../mysql/with-session.ts'
import type { Context } from './context.ts'

/*
 * The tables are made with the accounts, before the servers replicate:
 * mysqlha.term (id, term, node, since) and mysqlha.heartbeat (id, term, node, beat).
 */

/** Writes the term as the new primary's first transaction: replication carries the proof to the other side. */
export async function recordTerm({ settings, signal }: Context, term: number): Promise<string> {
  return withSession(settings.mysql, signal, async (session) => {
    const since = quoteString(new Date().toISOString())
    await session.run(
      `REPLACE INTO mysqlha.term (id, term, node, since)
        VALUES (1, ${Math.trunc(term)}, ${quoteString(settings.nodeId)}, ${since})`,
    )
    return `term ${term}`
  })
}

/** One heartbeat row (`beat`: milliseconds since 1970), by which the standby can tell its lag. */
export async function writeHeartbeat({ settings, signal }: Context, term: number): Promise<string> {
  return withSession(settings.mysql, signal, async (session) => {
    await session.run(
      `REPLACE INTO mysqlha.heartbeat (id, term, node, beat)
        VALUES (1, ${Math.trunc(term)}, ${quoteString(settings.nodeId)}, ${Date.now()})`,
    )
    return ''
  })
}
