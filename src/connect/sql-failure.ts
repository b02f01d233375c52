import { PlaybookError } from '../errors.ts'
import type { SqlResult } from '../values/probe.ts'
import { Secret } from '../values/secret.ts'
import type { MysqlLogin, SqlStatement } from '../values/sql.ts'

/**
 * Hides the values of secrets, which a server repeats in some of its messages: as they are, as they were quoted for it
 * (`quote` does that), and in the piece of the statement that a syntax error shows, which may end within one.
 */
export function masked(
  text: string,
  login: MysqlLogin,
  { values }: SqlStatement,
  quote: (value: string) => string,
): string {
  const inStatement = values.filter((value) => value instanceof Secret)
  const piece = inStatement.length > 0 ? text.replace(/ near '.*/s, ' near [secret]') : text
  return [login.password, ...inStatement]
    .map((secret) => secret.reveal())
    .filter((value) => value !== '')
    .flatMap((value) => [quote(value).slice(1, -1), value])
    .reduce((safe, value) => safe.replaceAll(value, '[secret]'), piece)
}

/** A statement that did not do what it should. */
export function sqlFailed(
  host: string,
  login: MysqlLogin,
  statement: SqlStatement,
  result: SqlResult,
): PlaybookError {
  const what = result.timedOut
    ? 'no answer in time'
    : result.error?.number === 0
      ? `the server cannot be reached: ${result.error.message}`
      : `error ${result.error?.number}: ${result.error?.message}`
  return new PlaybookError('SqlFailed', `MySQL on ${host} as ${login.user}: ${what}`, {
    details: [statement.text.length > 300 ? `${statement.text.slice(0, 300)}...` : statement.text],
    ...(result.error?.number === 0 && {
      hint: `is mysqld running? its socket should be ${login.unixSocket}`,
    }),
  })
}
