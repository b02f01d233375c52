import { findServer } from '../observe/process.ts'
import type { Context } from './context.ts'
import { moment } from './context.ts'

const patienceMilliseconds = 10_000
/** A killed process may be held up in the kernel, by a disk that does not answer. */
const deathMilliseconds = 5000
const lookMilliseconds = 20

/**
 * Ends mysqld, which boots read-only. `hard` leaves it no time; a stopped process dies of it too. Says whether there was
 * one. @throws when it is still there: then nothing is proven
 */
export async function killServer({ settings, signal }: Context, hard: boolean): Promise<boolean> {
  const { pidFile } = settings.mysql
  const server = findServer(pidFile)
  if (server === null) return false
  const gone = async (boundMilliseconds: number): Promise<boolean> => {
    for (let waited = 0; ; waited += lookMilliseconds) {
      if (findServer(pidFile)?.instance !== server.instance) return true
      if (waited >= boundMilliseconds) return false
      await moment(lookMilliseconds, signal)
    }
  }
  if (!hard) {
    process.kill(server.pid, 'SIGTERM')
    if (await gone(patienceMilliseconds)) return true
  }
  process.kill(server.pid, 'SIGKILL')
  if (await gone(deathMilliseconds)) return true
  throw new Error('mysqld was killed and does not go')
}
