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

/** A session that is being opened, or open. */
interface Kept {
  readonly opening: Promise<SqlSession>
  /** Absent while it is being opened. */
  session: SqlSession | undefined
}

/** The sessions to the MySQL server of one host: one a login, kept for the next statement, made anew after it broke. */
export class SqlSessions {
  readonly #remote: Remote
  readonly #kept = new Map<string, Kept>()

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
    const kept = [...this.#kept.values()]
    this.#kept.clear()
    const sessions = await Promise.allSettled(kept.map(({ opening }) => opening))
    for (const session of sessions) if (session.status === 'fulfilled') session.value.end()
  }

  async #attempt(
    login: MysqlLogin,
    statement: SqlStatement,
    timeoutSeconds: number,
  ): Promise<{ result: SqlResult; stale: boolean }> {
    const kept = this.#sessionOf(login)
    const old = kept.session !== undefined
    try {
      const session = await kept.opening
      const rows = await this.#remote.whileConnected(session.query(statement, timeoutSeconds))
      return { result: { rows: Array.isArray(rows) ? (rows as Row[]) : [], timedOut: false }, stale: false }
    } catch (error) {
      if (error instanceof PlaybookError) {
        this.#forget(kept)
        throw error
      }
      const { sqlState, errno = 0, code } = error as { sqlState?: string; errno?: number; code?: string }
      const answered = sqlState !== undefined && errno > 0
      if (!answered) await this.#drop(kept)
      const number = answered ? errno : 0
      const { escape } = await import('mysql2')
      const message = masked(messageOf(error), login, statement, escape)
      const timedOut = code === 'PROTOCOL_SEQUENCE_TIMEOUT'
      return {
        result: { rows: [], error: { number, message }, timedOut },
        stale: old && !answered && !timedOut,
      }
    }
  }

  /** The session of a login. Found or begun without waiting: the statements of a window all ask at once and share one. */
  #sessionOf(login: MysqlLogin): Kept {
    const key = keyOf(login)
    const known = this.#kept.get(key)
    if (known !== undefined && known.session?.ended !== true) return known
    const opening = this.#remote.whileConnected(openSqlSession(this.#remote, login))
    const kept: Kept = { opening, session: undefined }
    this.#kept.set(key, kept)
    opening.then(
      (session) => (kept.session = session),
      () => this.#forget(kept),
    )
    return kept
  }

  #forget(kept: Kept): void {
    for (const [key, other] of this.#kept) if (other === kept) this.#kept.delete(key)
  }

  /** Forgets a broken session. When the line to the host broke with it, that is no answer of the server's. */
  async #drop(kept: Kept): Promise<void> {
    this.#forget(kept)
    kept.session?.end()
    await new Promise(setImmediate)
    if (this.#remote.shell.closed) throw connectionLost(this.#remote.name)
  }
}
