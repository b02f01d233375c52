import { findServer } from '../observe/process.ts'
import type { Context } from './context.ts'
import { moment } from './context.ts'

const patienceMilliseconds = 10_000

/** Ends mysqld, which boots read-only. `hard` leaves it no time. Says whether there was one. */
export async function killServer({ settings, signal }: Context, hard: boolean): Promise<boolean> {
  const { pidFile } = settings.mysql
  const server = findServer(pidFile)
  if (server === null) return false
  process.kill(server.pid, hard ? 'SIGKILL' : 'SIGTERM')
  for (let waited = 0; !hard && waited < patienceMilliseconds; waited += 100) {
    if (findServer(pidFile)?.instance !== server.instance) return true
    await moment(100, signal)
  }
  if (findServer(pidFile)?.instance === server.instance) process.kill(server.pid, 'SIGKILL')
  return true
}
