import type { Row } from '../../src/values/probe.ts'
import { sql, type SqlStatement } from '../../src/values/sql.ts'
import type { Secret } from '../../src/values/secret.ts'
import { nativeHash } from './stored-password.ts'

/** What a server says of an account, whether it exists or not. */
export interface AccountState {
  /** As `VERSION()` and `@@version_comment` say. */
  readonly version: string
  readonly versionComment: string
  readonly exists: boolean
  readonly plugin: string
  /** `''` none, `ANY` for REQUIRE SSL, else something stricter. */
  readonly tls: string
  /** The stored password is the wanted one, as far as mysql_native_password goes. */
  readonly nativeMatches: boolean
  /** The first 27 bytes that caching_sha2_password stores (method, rounds, salt), in hex; `''` for other plugins. */
  readonly cachingSha2StartHex: string
}

/**
 * Reads an account on any server: always one row. The password is compared on the server and as a hash, so that neither it
 * nor what is stored appears in a log or an answer.
 */
export function readAccount(
  { name, host }: { readonly name: string; readonly host: string },
  password: Secret | undefined,
): SqlStatement {
  const hash = password === undefined ? null : nativeHash(password)
  // The column \`Password\` exists in 5.6 and MariaDB alone; elsewhere the name is looked up further out, in \`fallback\`.
  return sql`SELECT VERSION() AS version, @@version_comment AS versionComment,
(SELECT COUNT(*) FROM mysql.user WHERE User = ${name} AND Host = ${host}) AS present,
(SELECT plugin FROM mysql.user WHERE User = ${name} AND Host = ${host}) AS plugin,
(SELECT ssl_type FROM mysql.user WHERE User = ${name} AND Host = ${host}) AS tls,
(SELECT COALESCE(authentication_string = ${hash}, 0) + COALESCE(\`Password\` = ${hash}, 0)
 FROM mysql.user WHERE User = ${name} AND Host = ${host}) AS nativeMatches,
(SELECT IF(plugin = 'caching_sha2_password', HEX(LEFT(authentication_string, 27)), '')
 FROM mysql.user WHERE User = ${name} AND Host = ${host}) AS cachingSha2StartHex
FROM (SELECT NULL AS \`Password\`) AS fallback`
}

/** Whether the stored hash is this one: one row with \`same\`. */
export function compareStored(
  { name, host }: { readonly name: string; readonly host: string },
  hash: Secret,
): SqlStatement {
  return sql`SELECT COUNT(*) AS same FROM mysql.user
WHERE User = ${name} AND Host = ${host} AND BINARY authentication_string = BINARY ${hash}`
}

export function accountStateOf(row: Row): AccountState {
  const text = (value: unknown): string => (typeof value === 'string' ? value : '')
  return {
    version: text(row.version),
    versionComment: text(row.versionComment),
    exists: Number(row.present) > 0,
    plugin: text(row.plugin),
    tls: text(row.tls),
    nativeMatches: Number(row.nativeMatches) > 0,
    cachingSha2StartHex: text(row.cachingSha2StartHex),
  }
}
