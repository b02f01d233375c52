import { setTimeout as delay } from 'node:timers/promises'
import type { Connection } from 'mysql2/promise'
import { PlaybookError } from '../errors.ts'
import { Secret } from '../values/secret.ts'
import type { MysqlLogin, SqlStatement } from '../values/sql.ts'
import { bridgeScript, bridgeStatus } from './bridge.ts'
import { openElevated } from './elevate.ts'
import type { Remote } from './remote.ts'

// Through a slow line, sudo and a busy host; a server that is not there says so at once.
const connectTimeoutMilliseconds = 15_000
const exitPatienceMilliseconds = 1000

/** One connection to a host's MySQL server. */
export interface SqlSession {
  /** Rows, or an empty list for statements that have none. Rejects with mysql2's errors. */
  query(statement: SqlStatement, timeoutSeconds: number): Promise<unknown>
  readonly ended: boolean
  end(): void
}

/**
 * Opens a session over a bridge of its own to the server's unix socket. Rejects with mysql2's error when the server does
 * not let us in, with `SqlFailed` when the host has nothing to build a bridge of.
 */
export async function openSqlSession(remote: Remote, login: MysqlLogin): Promise<SqlSession> {
  const stream = await openElevated(remote.client, remote.become, bridgeScript(login.unixSocket))
  let bridge: number | undefined
  const bridgeEnded = new Promise<void>((resolve) => {
    stream.once('exit', (status: number | null) => {
      bridge = status ?? undefined
      resolve()
    })
    stream.once('close', () => resolve())
  })
  const { createConnection } = await import('mysql2/promise')
  const opening = createConnection({
    stream,
    // The server takes its socket for a safe way and wants the password as it is; mysql2 learns that from this path alone.
    socketPath: login.unixSocket,
    user: login.user,
    password: login.password.reveal(),
    connectTimeout: connectTimeoutMilliseconds,
    supportBigNumbers: true,
    dateStrings: true,
  })
  // The channel comes paused, so that the server's greeting waits for mysql2 to listen.
  stream.resume()
  const connection = await opening.catch(async (error: unknown) => {
    // The end of the bridge's output may come before its exit status, which says why.
    await Promise.race([bridgeEnded, delay(exitPatienceMilliseconds, undefined, { ref: false })])
    stream.destroy()
    throw explained(error, bridge, remote, login)
  })
  let ended = false
  const over = (): void => void (ended = true)
  connection.on('error', over)
  stream.on('close', over)
  await plainQuoting(connection)
  return {
    get ended() {
      return ended
    },
    async query({ text, values }, timeoutSeconds) {
      const plain = values.map((value) => (value instanceof Secret ? value.reveal() : value))
      const timeout = Number.isFinite(timeoutSeconds) ? { timeout: timeoutSeconds * 1000 } : {}
      const [rows] = await connection.query({ sql: text, values: plain, ...timeout })
      return rows
    },
    end() {
      ended = true
      connection.destroy()
      stream.destroy()
    },
  }
}

/** Values are escaped with backslashes, which a server may have been told not to understand. */
async function plainQuoting(connection: Connection): Promise<void> {
  // A server that wants its password changed first refuses even this; it is asked again by the next session.
  await connection
    .query("SET SESSION sql_mode = REPLACE(@@sql_mode, 'NO_BACKSLASH_ESCAPES', '')")
    .catch(() => undefined)
}

function explained(error: unknown, bridge: number | undefined, remote: Remote, login: MysqlLogin): unknown {
  if (bridge === bridgeStatus.noSocket) return new Error(`there is no socket ${login.unixSocket}`)
  if (bridge !== bridgeStatus.noTool) return error
  return new PlaybookError('SqlFailed', `nothing on ${remote.name} can reach the MySQL server's socket`, {
    hint: 'install one of: socat, python3, perl, netcat-openbsd; or let the role common install its runtime first',
  })
}
