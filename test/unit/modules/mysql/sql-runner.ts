import mysql, { type Connection } from 'mysql2/promise'
import { Secret } from '../../../../src/values/secret.ts'
import type { SqlResult } from '../../../../src/values/probe.ts'
import type { MysqlLogin, SqlStatement } from '../../../../src/values/sql.ts'
import type { SqlRunner } from '../harness.ts'

interface ServerError {
  readonly errno?: number
  readonly message: string
}

function connect({ unixSocket, user, password }: MysqlLogin): Promise<Connection> {
  return mysql.createConnection({ socketPath: unixSocket, user, password: password.reveal() })
}

async function ask(connection: Connection, { text, values }: SqlStatement): Promise<SqlResult> {
  const plain = values.map((value) => (value instanceof Secret ? value.reveal() : value))
  const [rows] = await connection.query(text, plain)
  return { rows: Array.isArray(rows) ? (rows as SqlResult['rows']) : [], timedOut: false }
}

/** One session for root, as a host's bridge keeps it; a session a question for others, so that each proves its password anew. */
export function sqlRunner(): { readonly run: SqlRunner; close(): Promise<void> } {
  let root: Promise<Connection> | undefined
  async function run(login: MysqlLogin, statement: SqlStatement): Promise<SqlResult> {
    try {
      if (login.user === 'root') return await ask(await (root ??= connect(login)), statement)
      const connection = await connect(login)
      return await ask(connection, statement).finally(() => connection.end())
    } catch (error) {
      const { errno = 0, message } = error as ServerError
      return { rows: [], error: { number: Math.max(0, errno), message }, timedOut: false }
    }
  }
  return { run, close: async () => (await root)?.end() }
}
