import { setSemisyncSource } from '../../src/mysql/semisync.ts'
import { closeWrites } from '../../src/mysql/statements.ts'
import type { Session } from '../mysql/session.ts'
import { withSession } from '../mysql/with-session.ts'
import { findServer } from '../observe/process.ts'
import type { Context } from './context.ts'
import { killServer } from './kill-server.ts'

/** How long statements and commits may hold up closing before the server is ended. */
const patienceMilliseconds = { hard: 500, soft: 5000 }
/** A commit that waits for its acknowledgement would hold up closing; its client is cut off before it is released. */
const releaseAfterMilliseconds = { hard: 50, soft: 300 }

/** Closes writes, whatever it takes, and says how. */
export async function fence(context: Context, hard: boolean): Promise<string> {
  const deadline = AbortSignal.timeout(patienceMilliseconds[hard ? 'hard' : 'soft'])
  const bounded = { ...context, signal: AbortSignal.any([context.signal, deadline]) }
  try {
    await closeGently(bounded, releaseAfterMilliseconds[hard ? 'hard' : 'soft'])
    return 'read-only'
  } catch (error) {
    context.signal.throwIfAborted()
    if (findServer(context.settings.mysql.pidFile) === null) return 'no server'
    await killServer(context, hard)
    return `mysqld ended, because closing did not: ${(error as Error).message}`
  }
}

async function closeGently(context: Context, releaseAfter: number): Promise<void> {
  const { settings, signal } = context
  let done = false
  const closing = withSession(settings.mysql, signal, async (session) => {
    for (;;) {
      try {
        for (const statement of closeWrites(session.can)) await session.run(statement)
        break
      } catch (error) {
        const lockWaitTimeout = 1205
        if ((error as { errno?: number }).errno !== lockWaitTimeout) throw error
        signal.throwIfAborted()
      }
    }
    done = true
    await cutOff(session)
    const [row] = await session.run('SELECT @@GLOBAL.read_only AS readOnly')
    if (Number(row?.['readOnly']) !== 1) throw new Error('read_only did not stay on')
  })
  const releasing = new Promise((resolve) => setTimeout(resolve, releaseAfter)).then(async () => {
    if (!done) await withSession(settings.mysql, signal, cutOff)
  })
  // Whether the release worked shows in the closing.
  releasing.catch(() => undefined)
  await closing
}

/** Cuts clients off, then lets unacknowledged commits go: nobody is told that they are safe. */
async function cutOff(session: Session): Promise<void> {
  const sessions = await session.run(
    `SELECT ID AS id FROM information_schema.PROCESSLIST
      WHERE ID <> CONNECTION_ID() AND COMMAND NOT LIKE 'Binlog Dump%' AND COMMAND <> 'Daemon'
        AND USER NOT IN ('system user', 'event_scheduler', 'unauthenticated user')
        AND USER <> SUBSTRING_INDEX(USER(), '@', 1)`,
  )
  for (const { id } of sessions) {
    await session.run(`KILL ${Number(id)}`).catch(() => undefined)
  }
  await session.run('SET GLOBAL event_scheduler=OFF')
  for (const statement of setSemisyncSource(session.can, false)) {
    // Where the plugin is not loaded there is nothing to switch off.
    await session.run(statement).catch(() => undefined)
  }
}
