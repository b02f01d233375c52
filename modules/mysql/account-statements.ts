import { capabilitiesOf } from '../../src/mysql/capabilities.ts'
import { parseServerVersion } from '../../src/mysql/version.ts'
import type { Secret } from '../../src/values/secret.ts'
import { raw, sql, type SqlStatement } from '../../src/values/sql.ts'
import { grant, type PrivilegeChange, revoke } from './privileges.ts'

/** What is wrong with an account. */
export interface AccountDrift {
  readonly version: string
  readonly versionComment: string
  readonly verb: 'create' | 'alter' | 'drop' | 'keep'
  /** Authentication (password, plugin) is written; always so for a new account. */
  readonly authentication: boolean
  /** The requirement of TLS is written. */
  readonly tls: boolean
  readonly grant: readonly PrivilegeChange[]
  readonly revoke: readonly PrivilegeChange[]
}

export interface WantedAccount {
  readonly name: string
  readonly host: string
  readonly password?: Secret
  readonly plugin?: string
  readonly requireSsl?: boolean
}

const nothing: SqlStatement = { text: '', values: [] }

function join(...parts: readonly SqlStatement[]): SqlStatement {
  const said = parts.filter(({ text }) => text !== '')
  return { text: said.map(({ text }) => text).join(' '), values: said.flatMap(({ values }) => values) }
}

function tlsClause(requireSsl = false): SqlStatement {
  return requireSsl ? sql`REQUIRE SSL` : sql`REQUIRE NONE`
}

/** The plugin's name stands in the statement's text. Throws TypeError for anything but letters, digits and `_`. */
function pluginWord(plugin: string) {
  if (!/^\w+$/.test(plugin)) throw new TypeError(`no authentication plugin: ${plugin}`)
  return raw(plugin)
}

function identified({ password, plugin }: WantedAccount, mariadb: boolean): SqlStatement {
  if (plugin === undefined) return password === undefined ? nothing : sql`IDENTIFIED BY ${password}`
  if (password === undefined) return sql`IDENTIFIED WITH ${pluginWord(plugin)}`
  return mariadb
    ? sql`IDENTIFIED VIA ${pluginWord(plugin)} USING PASSWORD(${password})`
    : sql`IDENTIFIED WITH ${pluginWord(plugin)} BY ${password}`
}

/**
 * The statements that put an account right, the fewest that the server's release needs. An account is made, or gets its
 * password, in one statement, so there is no moment in which it has none.
 */
export function accountStatements(account: WantedAccount, drift: AccountDrift): SqlStatement[] {
  const { name, host } = account
  if (drift.verb === 'drop') return [sql`DROP USER ${name}@${host}`]
  const version = parseServerVersion(drift.version, drift.versionComment)
  const authentication = drift.authentication ? identified(account, version.flavour === 'mariadb') : nothing
  const tls = drift.tls ? tlsClause(account.requireSsl) : nothing
  const privileges = [
    ...drift.revoke.map((change) => revoke(account, change)),
    ...drift.grant.map((change) => grant(account, change)),
  ]
  if (drift.verb === 'keep') return privileges
  // 5.6 has neither ALTER USER nor CREATE USER with these clauses; its GRANT does the work of both.
  const statement = capabilitiesOf(version).alterUserIdentifiedBy
    ? sql`${raw(drift.verb === 'create' ? 'CREATE' : 'ALTER')} USER ${name}@${host}`
    : sql`GRANT USAGE ON *.* TO ${name}@${host}`
  return [join(statement, authentication, tls), ...privileges]
}
