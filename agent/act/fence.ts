import { textOf } from '../../src/mysql/row.ts'
import { closeWrites } from '../../src/mysql/statements.ts'
import type { Work } from '../decide/action.ts'
import { coordinates } from '../mysql/coordinates.ts'
import type { Session } from '../mysql/session.ts'
import { withSession } from '../mysql/with-session.ts'
import { findServer } from '../observe/process.ts'
import { killClients, switchSourceOff } from './clients.ts'
import { bringBack } from '../rebuild/unit.ts'
import type { Context } from './context.ts'
import { killServer } from './kill-server.ts'

/** A commit that waits for its acknowledgement would hold up closing; its client is cut off before it is released. */
const releaseAfterMilliseconds = { hard: 50, soft: 300 }
const releaseMilliseconds = 5000
const coordinatesMilliseconds = 250

/** Closes writes, whatever it takes, and says how. */
export async function fence(context: Context, work: Extract<Work, { kind: 'fence' }>): Promise<string> {
  const deadline = AbortSignal.timeout(work.withinMilliseconds)
  const bounded = { ...context, signal: AbortSignal.any([context.signal, deadline]) }
  try {
    await closeGently(context, bounded.signal, releaseAfterMilliseconds[work.hard ? 'hard' : 'soft'])
    return `read-only${await reached(context)}`
  } catch (error) {
    context.signal.throwIfAborted()
    const server = findServer(context.settings.mysql.pidFile)
    if (server === null) return 'no server'
    if (work.served !== null && work.served !== server.instance) return 'mysqld is only starting, read-only'
    await killServer(context, work.hard)
    // Its unit brings back a server that was killed, not one that ended as it was told to. Writes are closed either way.
    if (!work.hard) await bringBack(context).catch(() => undefined)
    return `mysqld ended, because closing did not: ${(error as Error).message}`
  }
}

/** For whoever puts things right later. Writes are closed: a server that does not say it at once is not waited for. */
async function reached({ settings, signal }: Context): Promise<string> {
  const bound = AbortSignal.any([signal, AbortSignal.timeout(coordinatesMilliseconds)])
  return withSession(settings.mysql, bound, coordinates).then(
    (where) => ` ${where}`,
    () => '',
  )
}

async function closeGently(
  { settings, signal: ended }: Context,
  signal: AbortSignal,
  releaseAfter: number,
): Promise<void> {
  let closed = false
  const release = async (): Promise<void> => {
    clearTimeout(timer)
    const bound = AbortSignal.any([ended, AbortSignal.timeout(releaseMilliseconds)])
    await withSession(settings.mysql, bound, async (session) => {
      if (!closed) await killClients(session)
      await switchSourceOff(session)
    })
  }
  // Switching the source side off lets waiting commits go at once, but answers up to a second later: nobody waits for it.
  // Whether it worked shows in the closing, and in what is read later.
  const releaseUnwaited = () => void release().catch(() => undefined)
  const timer = setTimeout(releaseUnwaited, releaseAfter)
  try {
    await withSession(settings.mysql, signal, async (session) => {
      await closeOn(session, signal)
      closed = true
      releaseUnwaited()
      await killClients(session)
      // A server that has switched its scheduler off for good refuses to do so again.
      await session.run('SET GLOBAL event_scheduler=OFF').catch(() => undefined)
      const [row] = await session.run(
        'SELECT @@GLOBAL.read_only AS readOnly, @@GLOBAL.event_scheduler AS scheduler',
      )
      if (Number(row?.['readOnly']) !== 1) throw new Error('read_only did not stay on')
      if (textOf(row?.['scheduler']) === 'ON') throw new Error('the event scheduler did not stop')
    })
  } finally {
    clearTimeout(timer)
  }
}

/** Tries again and again while statements hold it up. */
async function closeOn(session: Session, signal: AbortSignal): Promise<void> {
  const lockWaitTimeout = 1205
  for (;;) {
    try {
      for (const statement of closeWrites(session.can)) await session.run(statement)
      return
    } catch (error) {
      if ((error as { errno?: number }).errno !== lockWaitTimeout) throw error
      signal.throwIfAborted()
    }
  }
}
