import type { Capabilities } from '../../../src/mysql/capabilities.ts'
import { plainSqlMode, quoteString } from '../../../src/mysql/quote.ts'
import type { ServerVersion } from '../../../src/mysql/version.ts'
import type { Secret } from '../../../src/values/secret.ts'
import type { Grant } from './privileges.ts'

export interface Account {
  readonly user: string
  /** `localhost`, or the address of a node. */
  readonly host: string
  readonly password: Secret
  readonly requireTls: boolean
  /** Undefined leaves the account's privileges as they are. */
  readonly grants?: readonly Grant[]
}

function nameOf({ user, host }: Account): string {
  return `${quoteString(user)}@${quoteString(host)}`
}

/** One account by any number of starts: nothing here fails because it was done before. */
function accountStatements(account: Account, can: Capabilities): string[] {
  const name = nameOf(account)
  const password = quoteString(account.password.reveal())
  const tls = account.requireTls ? ' REQUIRE SSL' : ''
  const grants = (account.grants ?? []).map(
    ({ privileges, on }) => `GRANT ${privileges.join(', ')} ON ${on} TO ${name}`,
  )
  if (!can.alterUserIdentifiedBy)
    return [`GRANT USAGE ON *.* TO ${name} IDENTIFIED BY ${password}${tls}`, ...grants]
  return [
    `CREATE USER IF NOT EXISTS ${name} IDENTIFIED BY ${password}`,
    `ALTER USER ${name} IDENTIFIED BY ${password}${tls} PASSWORD EXPIRE NEVER`,
    ...grants,
  ]
}

// The agent's own tables; written on the primary only, and replicated like any other.
const agentSchema = [
  'CREATE DATABASE IF NOT EXISTS mysqlha',
  'CREATE TABLE IF NOT EXISTS mysqlha.term (id TINYINT UNSIGNED NOT NULL PRIMARY KEY, term BIGINT UNSIGNED NOT NULL, node VARCHAR(64) NOT NULL, since VARCHAR(32) NOT NULL) ENGINE=InnoDB',
  'CREATE TABLE IF NOT EXISTS mysqlha.heartbeat (id TINYINT UNSIGNED NOT NULL PRIMARY KEY, term BIGINT UNSIGNED NOT NULL, node VARCHAR(64) NOT NULL, beat BIGINT UNSIGNED NOT NULL) ENGINE=InnoDB',
]

/**
 * Statements for a server that was started without grant tables, which `FLUSH PRIVILEGES` then loads: so it does not matter
 * which passwords were there before. Nothing goes to the binary log: both nodes do the same, each for itself.
 */
export function bootstrapStatements(accounts: readonly Account[], can: Capabilities): string[] {
  return [
    'SET SESSION sql_log_bin=0',
    plainSqlMode,
    'FLUSH PRIVILEGES',
    ...accounts.flatMap((account) => accountStatements(account, can)),
    ...agentSchema,
  ]
}

function withoutPassword({ flavour }: ServerVersion, can: Capabilities): string {
  if (flavour === 'mariadb')
    return "is_role='N' AND plugin IN ('', 'mysql_native_password') AND authentication_string='' AND Password=''"
  const passwordPlugins =
    "plugin IN ('', 'mysql_native_password', 'sha256_password', 'caching_sha2_password')"
  if (!can.authenticationString)
    return `${passwordPlugins} AND Password='' AND COALESCE(authentication_string, '')=''`
  return `${passwordPlugins} AND authentication_string='' AND account_locked='N'`
}

/** System accounts that no server may lose, whatever their columns say. */
const systemAccounts = ['mysql.sys', 'mysql.session', 'mysql.infoschema', 'mariadb.sys', 'PUBLIC']

/**
 * A query that prints the statements which remove what is unsafe: anonymous accounts, accounts without a password, and the
 * schema `test` when it holds no table. Asked before the needed accounts have got their passwords.
 */
export function hardeningQuery(
  version: ServerVersion,
  can: Capabilities,
  needed: readonly Pick<Account, 'user' | 'host'>[],
): string {
  const ours = needed.map(({ user, host }) => quoteString(`${user}@${host}`)).join(', ')
  const keep = systemAccounts.map((name) => quoteString(name)).join(', ')
  const accounts = `SELECT CONCAT('DROP USER ', QUOTE(user), '@', QUOTE(host), ';') FROM mysql.user WHERE user NOT IN (${keep}) AND CONCAT(user, '@', host) NOT IN (${ours}) AND (user='' OR (${withoutPassword(version, can)}))`
  const test =
    "SELECT 'DROP DATABASE `test`;' FROM information_schema.schemata WHERE schema_name='test' AND NOT EXISTS (SELECT 1 FROM information_schema.tables WHERE table_schema='test')"
  // Old installations let everybody into test and test_*, without an account.
  const everybody =
    "SELECT 'DELETE FROM mysql.db WHERE user='''' AND db LIKE ''test%'';' FROM mysql.db WHERE user='' AND db LIKE 'test%' LIMIT 1"
  return `${accounts}; ${test}; (${everybody})`
}
