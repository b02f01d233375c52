/** A value that no SQL string literal may carry. */
export class UnquotableError extends Error {
  override name = 'UnquotableError'
}

/**
 * The one way by which a value enters SQL text. For statements that take no placeholders (`CHANGE REPLICATION SOURCE`).
 * Right for a session whose `sql_mode` has no NO_BACKSLASH_ESCAPES; `plainSqlMode` makes it so.
 * Control characters are refused: no host name, account or password needs one.
 * @throws UnquotableError (which never shows the value: it may be a password)
 */
export function quoteString(value: string): string {
  for (const character of value) {
    const code = character.codePointAt(0) ?? 0
    if (code < 0x20 || code === 0x7f) throw new UnquotableError('a value for SQL holds a control character')
  }
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
}

/** Quotes a name (a variable, a schema) with backticks, whatever is in it. */
export function quoteIdentifier(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``
}

/** Run first in every session that uses `quoteString`. */
export const plainSqlMode = "SET SESSION sql_mode=''"
