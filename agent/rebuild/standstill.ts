import { moment } from '../act/context.ts'
import { quoteString } from '../../src/mysql/quote.ts'
import type { Session } from '../mysql/session.ts'
import { withSession } from '../mysql/with-session.ts'
import type { MysqlSettings } from '../settings.ts'
import type { Child } from './child.ts'
import { readPosition } from './position.ts'
import type { Position } from './position.ts'

/** How long writers wait behind a lock that itself waits for a long statement; then it is tried again later. */
const lockWaitSeconds = 3
const lockTries = 20
const betweenTriesMilliseconds = 3000
/** The dump's snapshot must have begun within this time; all the while nobody writes. */
const holdMilliseconds = 5000

/** InnoDB shows the same list of transactions again to whoever asks within 100 ms of the last question. */
const lookMilliseconds = 150

const lockWaitTimeout = 1205

/**
 * Begins a snapshot and reads the position of the same moment: nothing is committed between the two, because a global read
 * lock is held until `begin` resolves, which it must do quickly.
 */
export function atStandstill<T>(
  settings: MysqlSettings,
  begin: (session: Session) => Promise<T>,
  signal: AbortSignal,
): Promise<{ position: Position; begun: T }> {
  return withSession(settings, signal, async (session) => {
    await lockAll(session, signal)
    try {
      return { position: await readPosition(session), begun: await begin(session) }
    } finally {
      await session.run('UNLOCK TABLES')
    }
  })
}

async function lockAll(session: Session, signal: AbortSignal): Promise<void> {
  await session.run(`SET SESSION lock_wait_timeout=${lockWaitSeconds}`)
  for (let tries = 1; ; tries += 1) {
    try {
      await session.run('FLUSH TABLES WITH READ LOCK')
      return
    } catch (error) {
      const busy = (error as { errno?: number }).errno === lockWaitTimeout
      if (!busy || tries >= lockTries) throw error
      await moment(betweenTriesMilliseconds, signal)
    }
  }
}

/**
 * Waits for the dump's transaction. Connection numbers only grow, and of the agent's own sessions none has a transaction
 * that is open and has changed nothing: so that one, younger than the lock, is the dump's.
 */
export async function snapshotTaken(
  session: Session,
  child: Child,
  user: string,
  signal: AbortSignal,
): Promise<void> {
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(holdMilliseconds)])
  for (;;) {
    const rows = await session.run(
      `SELECT t.trx_mysql_thread_id AS id FROM information_schema.innodb_trx t
        JOIN information_schema.processlist p ON p.id = t.trx_mysql_thread_id
        WHERE p.id > ${session.connectionId} AND p.user = ${quoteString(user)}
          AND t.trx_isolation_level = 'REPEATABLE READ' AND t.trx_rows_modified = 0
          AND (p.info IS NULL OR p.info NOT LIKE 'START TRANSACTION%')`,
    )
    if (rows.length > 0) return
    if (child.over()) await child.ended
    await moment(lookMilliseconds, deadline)
  }
}
