import type { Secret } from './secret.ts'

export type SqlValue = string | number | null | Secret

/** Where and as whom a statement runs: always over the server's unix socket, on the host itself. */
export interface MysqlLogin {
  /** Path of the server's unix socket. */
  readonly unixSocket: string
  readonly user: string
  readonly password: Secret
}

/** A statement with its values apart; `shown` has `?` and never a value. */
export interface SqlStatement {
  readonly text: string
  readonly values: readonly SqlValue[]
}

class Identifier {
  readonly quoted: string

  constructor(name: string) {
    this.quoted = `\`${name.replaceAll('`', '``')}\``
  }
}

class Raw {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** An identifier (schema, table, column, account part) for `sql`. */
export function identifier(name: string): Identifier {
  return new Identifier(name)
}

/** Text from our own code (a keyword, a variable name from the capability table), inserted as it is. Never outside text. */
export function raw(text: string): Raw {
  return new Raw(text)
}

/** `` sql`SET GLOBAL ${raw(name)} = ${value}` ``: values stay apart from the text until the connection escapes them. */
export function sql(strings: TemplateStringsArray, ...parts: (SqlValue | Identifier | Raw)[]): SqlStatement {
  const values: SqlValue[] = []
  let text = strings[0] ?? ''
  parts.forEach((part, index) => {
    if (part instanceof Identifier) text += part.quoted
    else if (part instanceof Raw) text += part.text
    else {
      text += '?'
      values.push(part)
    }
    text += strings[index + 1] ?? ''
  })
  return { text, values }
}
