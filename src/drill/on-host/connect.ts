import { createConnection } from 'mysql2/promise'
import type { Connection } from 'mysql2/promise'
import type { WatchSettings } from './records.ts'

/** Logs in over the server's socket, within a second. Throws the driver's errors. */
export async function connectHere({ socket, user, password }: WatchSettings): Promise<Connection> {
  const connection = await createConnection({ socketPath: socket, user, password, connectTimeout: 1000 })
  // A connection that breaks between two statements shows at the next one.
  connection.on('error', () => undefined)
  return connection
}

/** Whether there is no server: nothing listens on its socket. */
export function nobodyThere(error: unknown): boolean {
  return ['ENOENT', 'ECONNREFUSED'].includes((error as NodeJS.ErrnoException).code ?? '')
}
