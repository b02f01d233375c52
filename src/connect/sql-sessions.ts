import { createHash } from 'node:crypto'
import { PlaybookError, messageOf } from '../errors.ts'
import type { Row, SqlResult } from '../values/probe.ts'
import type { MysqlLogin, SqlStatement } from '../values/sql.ts'
import type { Remote } from './remote.ts'
import { connectionLost } from './ssh-errors.ts'
import { masked } from './sql-failure.ts'
import { openSqlSession } from './sql-session.ts'
import type { SqlSession } from './sql-session.ts'

function keyOf({ unixSocket, user, password }: MysqlLogin): string {
  return createHash('sha256')
    .update(JSON.stringify([unixSocket, user, password.reveal()]))
    .digest('hex')
}

/** The sessions to the MySQL server of one host: one a login, kept for the next statement, made anew after it broke. */
export class SqlSessions {
  readonly #remote: Remote
  readonly #open = new Map<string, Promise<SqlSession>>()

  constructor(remote: Remote) {
    this.#remote = remote
  }

  /**
   * Runs a statement. A server that is down or refuses is an answer; a lost connection to the host throws. A session that
   * turns out to have ended since its last use is made anew once when `repeatable`: the statement only looks.
   */
  async run(
    login: MysqlLogin,
    statement: SqlStatement,
    timeoutSeconds: number,
    { repeatable = true } = {},
  ): Promise<SqlResult> {
    const { result, stale } = await this.#attempt(login, statement, timeoutSeconds)
    return stale && repeatable ? (await this.#attempt(login, statement, timeoutSeconds)).result : result
  }

  async close(): Promise<void> {
    const sessions = await Promise.allSettled(this.#open.values())
    this.#open.clear()
    for (const session of sessions) if (session.status === 'fulfilled') session.value.end()
  }

  async #attempt(
    login: MysqlLogin,
    statement: SqlStatement,
    timeoutSeconds: number,
  ): Promise<{ result: SqlResult; stale: boolean }> {
    const key = keyOf(login)
    const kept = await this.#kept(key)
    const opening = kept === undefined ? openSqlSession(this.#remote, login) : Promise.resolve(kept)
    this.#open.set(key, opening)
    try {
      const rows = await this.#remote.whileConnected(
        opening.then((session) => session.query(statement, timeoutSeconds)),
      )
      return { result: { rows: Array.isArray(rows) ? (rows as Row[]) : [], timedOut: false }, stale: false }
    } catch (error) {
      if (error instanceof PlaybookError) {
        this.#open.delete(key)
        throw error
      }
      const { sqlState, errno = 0, code } = error as { sqlState?: string; errno?: number; code?: string }
      const answered = sqlState !== undefined && errno > 0
      if (!answered) await this.#drop(key, opening)
      const number = answered ? errno : 0
      const { escape } = await import('mysql2')
      const message = masked(messageOf(error), login, statement, escape)
      const timedOut = code === 'PROTOCOL_SEQUENCE_TIMEOUT'
      return {
        result: { rows: [], error: { number, message }, timedOut },
        stale: kept !== undefined && !answered && !timedOut,
      }
    }
  }

  /** The session kept for a login, if it is still good. */
  async #kept(key: string): Promise<SqlSession | undefined> {
    const session = await this.#open.get(key)?.catch(() => undefined)
    if (session?.ended === false) return session
    this.#open.delete(key)
    return undefined
  }

  /** Forgets a broken session. When the line to the host broke with it, that is no answer of the server's. */
  async #drop(key: string, opening: Promise<SqlSession>): Promise<void> {
    this.#open.delete(key)
    const [session] = await Promise.allSettled([opening])
    if (session.status === 'fulfilled') session.value.end()
    await new Promise(setImmediate)
    if (this.#remote.shell.closed) throw connectionLost(this.#remote.name)
  }
}
