import type { MysqlSettings } from '../settings.ts'
import { openSession } from './session.ts'
import type { Session } from './session.ts'

/**
 * Runs work in a session of its own. When the signal comes the running statement is killed on the server too: closing a
 * socket does not stop one.
 */
export async function withSession<T>(
  settings: MysqlSettings,
  signal: AbortSignal,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const session = await openSession(settings, signal)
  const stop = () => {
    session.destroy()
    void killQuery(settings, session.connectionId)
  }
  signal.addEventListener('abort', stop, { once: true })
  try {
    signal.throwIfAborted()
    return await work(session)
  } finally {
    signal.removeEventListener('abort', stop)
    session.destroy()
  }
}

async function killQuery(settings: MysqlSettings, connectionId: number): Promise<void> {
  try {
    const session = await openSession(settings)
    await session.run(`KILL ${connectionId}`).finally(() => session.destroy())
  } catch {
    // Gone already, or the server is: both are what was wanted.
  }
}
