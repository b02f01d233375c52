import { connect } from 'node:net'
import { createConnection } from 'mysql2'
import type { TypeCastField } from 'mysql2'
import type { MysqlSettings } from '../settings.ts'
import type { Value } from './literal.ts'

/** Reads tables in one snapshot. */
export interface RowReader {
  /** Rows as text, by column. */
  rows(statement: string): Promise<Record<string, string>[]>
  /** Rows one by one; read no faster than they are taken, so that never more than a few are in memory. */
  stream(statement: string): AsyncIterable<Value[]>
  close(): void
}

/** Opens a connection whose snapshot exists when this resolves. */
export async function openRowReader(settings: MysqlSettings, signal: AbortSignal): Promise<RowReader> {
  const socket = connect(settings.socket)
  const connection = createConnection({
    stream: socket,
    socketPath: settings.socket,
    user: settings.user,
    password: settings.password,
    supportBigNumbers: true,
    bigNumberStrings: true,
    dateStrings: true,
  })
  connection.on('error', () => undefined)
  const stop = () => socket.destroy()
  signal.addEventListener('abort', stop, { once: true })
  const rows = (sql: string) =>
    new Promise<Record<string, string>[]>((resolve, reject) => {
      connection.query(sql, (error: Error | null, found: unknown) => {
        if (error === null) resolve(Array.isArray(found) ? (found as Record<string, string>[]) : [])
        else reject(new Error(`${error.message} in: ${sql.slice(0, 200)}`))
      })
    })
  for (const statement of [
    'SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ',
    "SET SESSION sql_mode='', time_zone='+00:00'",
    // Bytes as they are stored: nothing is converted on the way.
    'SET SESSION character_set_results=NULL',
    // Whoever takes the rows may be busy for a while; the server would end the connection after a minute.
    'SET SESSION net_write_timeout=3600',
    'START TRANSACTION WITH CONSISTENT SNAPSHOT',
  ])
    await rows(statement)
  return {
    rows,
    stream: (sql) =>
      connection
        .query({
          sql,
          rowsAsArray: true,
          typeCast: (field: TypeCastField): Value => ({ type: field.type, bytes: field.buffer() }),
        })
        .stream({ highWaterMark: 1 }) as AsyncIterable<Value[]>,
    close() {
      signal.removeEventListener('abort', stop)
      socket.destroy()
    },
  }
}
