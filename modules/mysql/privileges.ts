import type { Row } from '../../src/values/probe.ts'
import { identifier, raw, sql, type SqlStatement } from '../../src/values/sql.ts'

/** Privileges by object: `{ '*.*': ['REPLICATION SLAVE'], 'mysqlha.*': ['SELECT', 'INSERT'] }`. */
export type Privileges = Readonly<Record<string, readonly string[]>>

/** One object on which privileges are to be granted or revoked. */
export interface PrivilegeChange {
  readonly on: string
  readonly names: readonly string[]
}

/** Names that one server understands in a GRANT and another shows: MariaDB renamed some and takes the old ones. */
const sameAs: Readonly<Record<string, string>> = {
  'REPLICATION CLIENT': 'BINLOG MONITOR',
  'REPLICA MONITOR': 'SLAVE MONITOR',
  'REPLICATION REPLICA': 'REPLICATION SLAVE',
  'REPLICATION REPLICA ADMIN': 'REPLICATION SLAVE ADMIN',
}

/** MySQL writes its dynamic privileges with underscores, MariaDB with spaces. */
function canonical(name: string): string {
  const words = name.trim().toUpperCase().replaceAll('_', ' ').replace(/\s+/g, ' ')
  return sameAs[words] ?? words
}

/**
 * All privileges of one account, one a row: `object`, `privilege`, `grantable`. Of information_schema and not SHOW GRANTS,
 * which shows password hashes on 5.6 and MariaDB.
 */
export function readPrivileges(account: { readonly name: string; readonly host: string }): SqlStatement {
  const grantee = `'${account.name}'@'${account.host}'`
  return sql`SELECT '*.*' AS object, PRIVILEGE_TYPE AS privilege, IS_GRANTABLE AS grantable
FROM information_schema.USER_PRIVILEGES WHERE GRANTEE = ${grantee}
UNION ALL SELECT CONCAT(TABLE_SCHEMA, '.*'), PRIVILEGE_TYPE, IS_GRANTABLE
FROM information_schema.SCHEMA_PRIVILEGES WHERE GRANTEE = ${grantee}
UNION ALL SELECT CONCAT(TABLE_SCHEMA, '.', TABLE_NAME), PRIVILEGE_TYPE, IS_GRANTABLE
FROM information_schema.TABLE_PRIVILEGES WHERE GRANTEE = ${grantee}`
}

/** The rows of `readPrivileges`, by object; the right to pass privileges on counts as one named GRANT OPTION. */
export function privilegesOf(rows: readonly Row[]): Privileges {
  const byObject: Record<string, string[]> = {}
  for (const { object, privilege, grantable } of rows) {
    const names = (byObject[String(object)] ??= [])
    if (privilege !== 'USAGE') names.push(String(privilege))
    if (grantable === 'YES' && !names.includes('GRANT OPTION')) names.push('GRANT OPTION')
  }
  return byObject
}

function missing(wanted: Privileges, present: Privileges): PrivilegeChange[] {
  return Object.entries(wanted).flatMap(([on, names]) => {
    const there = (present[on] ?? []).map(canonical)
    // USAGE is the word for no privilege at all.
    const lacking = names.filter((name) => canonical(name) !== 'USAGE' && !there.includes(canonical(name)))
    return lacking.length > 0 ? [{ on, names: lacking }] : []
  })
}

/** What to grant and what to revoke so that an account has exactly the wanted privileges. */
export function comparePrivileges(wanted: Privileges, now: Privileges) {
  return { grant: missing(wanted, now), revoke: missing(now, wanted) }
}

function objectOf(on: string) {
  const dot = on.indexOf('.')
  const [schema, table] = [on.slice(0, dot), on.slice(dot + 1)]
  const part = (name: string) => (name === '*' ? raw('*') : identifier(name))
  return [part(schema), part(table)] as const
}

/** Privilege names are words of SQL and cannot be values. Throws TypeError for anything but letters, spaces and `_`. */
function listOf(names: readonly string[]) {
  const odd = names.find((name) => !/^[A-Za-z_ ]+$/.test(name))
  if (odd !== undefined) throw new TypeError(`no privilege: ${odd}`)
  return raw(names.join(', '))
}

export function grant(
  account: { readonly name: string; readonly host: string },
  change: PrivilegeChange,
): SqlStatement {
  const [schema, table] = objectOf(change.on)
  return sql`GRANT ${listOf(change.names)} ON ${schema}.${table} TO ${account.name}@${account.host}`
}

export function revoke(
  account: { readonly name: string; readonly host: string },
  change: PrivilegeChange,
): SqlStatement {
  const [schema, table] = objectOf(change.on)
  return sql`REVOKE ${listOf(change.names)} ON ${schema}.${table} FROM ${account.name}@${account.host}`
}
