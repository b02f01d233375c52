import { connect } from 'node:net'
import { createConnection } from 'mysql2/promise'
import type { Connection, RowDataPacket } from 'mysql2/promise'
import { capabilitiesOf } from '../../src/mysql/capabilities.ts'
import type { Capabilities } from '../../src/mysql/capabilities.ts'
import { plainSqlMode } from '../../src/mysql/quote.ts'
import type { Row } from '../../src/mysql/row.ts'
import type { Statement } from '../../src/mysql/statements.ts'
import { parseServerVersion } from '../../src/mysql/version.ts'
import type { ServerVersion } from '../../src/mysql/version.ts'
import type { MysqlSettings } from '../settings.ts'

/** A connection over the unix socket, with what its server can do. */
export interface Session {
  version: ServerVersion
  can: Capabilities
  connectionId: number
  /** Runs one statement. Errors carry the server's number and never the statement, which may hold a password. */
  run(statement: Statement | string): Promise<readonly Row[]>
  /** Ends it at once, whatever runs. */
  destroy(): void
}

/** What the server answered, in its words; the statement only as it may be shown. */
export class SqlError extends Error {
  override name = 'SqlError'
  readonly errno: number
  readonly code: string

  constructor(cause: unknown, shown: string) {
    const { errno = 0, code = '', sqlMessage, message } = cause as Record<string, never>
    super(`${String(sqlMessage ?? message)} (${code || errno}) in: ${shown.slice(0, 200)}`)
    this.errno = Number(errno)
    this.code = String(code)
  }
}

const openMilliseconds = 1000

/** Connects and asks for the version, within a second and no longer than the signal lets it. @throws SqlError */
export async function openSession(settings: MysqlSettings, signal?: AbortSignal): Promise<Session> {
  signal?.throwIfAborted()
  // A socket of our own: destroying it fails what is under way, which the driver's own ways of closing do not.
  const socket = connect(settings.socket)
  const giveUp = () => socket.destroy()
  const slow = setTimeout(giveUp, openMilliseconds)
  signal?.addEventListener('abort', giveUp, { once: true })
  try {
    const connection = await createConnection({
      stream: socket,
      // Lets the driver send the password as it may over a local socket.
      socketPath: settings.socket,
      user: settings.user,
      password: settings.password,
      supportBigNumbers: true,
      bigNumberStrings: true,
    })
    // A connection that breaks between two statements shows at the next one.
    connection.on('error', () => undefined)
    await runOn(connection, plainSqlMode)
    const [row] = await runOn(
      connection,
      'SELECT VERSION() AS version, @@version_comment AS comment, CONNECTION_ID() AS id',
    )
    const version = parseServerVersion(String(row?.['version']), String(row?.['comment']))
    return {
      version,
      can: capabilitiesOf(version),
      connectionId: Number(row?.['id']),
      run: (statement) => runOn(connection, statement),
      destroy: () => socket.destroy(),
    }
  } catch (error) {
    socket.destroy()
    throw error instanceof SqlError ? error : new SqlError(error, 'connect')
  } finally {
    clearTimeout(slow)
    signal?.removeEventListener('abort', giveUp)
  }
}

async function runOn(connection: Connection, statement: Statement | string): Promise<readonly Row[]> {
  const { text, shown } = typeof statement === 'string' ? { text: statement, shown: statement } : statement
  try {
    const [rows] = await connection.query<RowDataPacket[]>(text)
    return Array.isArray(rows) ? rows : []
  } catch (error) {
    throw new SqlError(error, shown)
  }
}
