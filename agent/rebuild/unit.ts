import { moment } from '../act/context.ts'
import type { Context } from '../act/context.ts'
import { findServer } from '../observe/process.ts'
import { openSession } from '../mysql/session.ts'
import { runChild } from './child.ts'

const startMilliseconds = 30 * 60_000

/** Stops the server's unit; resolves when the server is gone. */
export async function stopServer({ settings, signal }: Context): Promise<void> {
  await runChild('systemctl', ['stop', settings.mysql.unit], signal)
  if (findServer(settings.mysql.pidFile) !== null)
    throw new Error(`mysqld still runs, and not by its unit ${settings.mysql.unit}`)
}

/** Lets the server's unit start it again, without waiting for it. */
export async function bringBack({ settings, signal }: Pick<Context, 'settings' | 'signal'>): Promise<void> {
  await runChild('systemctl', ['start', '--no-block', settings.mysql.unit], signal)
}

/** Starts the server's unit (fenced, as it always boots) and waits until it answers. */
export async function startServer({ settings, signal }: Context): Promise<void> {
  await runChild('systemctl', ['reset-failed', settings.mysql.unit], signal)
  await runChild('systemctl', ['start', settings.mysql.unit], signal)
  await serverAnswers(settings.mysql, signal)
}

async function serverAnswers(settings: Context['settings']['mysql'], signal: AbortSignal): Promise<void> {
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(startMilliseconds)])
  for (;;) {
    try {
      const session = await openSession(settings)
      session.destroy()
      return
    } catch {
      await moment(200, bounded)
    }
  }
}
