import type { Capabilities } from './capabilities.ts'
import { quoteString } from './quote.ts'
import { semisyncNames } from './semisync.ts'
import { plain } from './statements.ts'
import type { Statement } from './statements.ts'

/**
 * Before `oldestTransactions`: `innodb_trx` tells starts in the time zone of the machine, NOW() in that of the session.
 */
export const machineTimeZone = plain("SET SESSION time_zone='SYSTEM'")

/**
 * Ages in seconds of the oldest open transaction that has changed rows (`write`) and of the oldest that has only read
 * (`read`); NULL where there is none. Transactions without a session (prepared XA ones) are not counted. Needs PROCESS.
 */
export const oldestTransactions = plain(
  `SELECT MAX(CASE WHEN trx_rows_modified > 0 THEN TIMESTAMPDIFF(SECOND, trx_started, NOW()) END) AS \`write\`,
    MAX(CASE WHEN trx_rows_modified = 0 THEN TIMESTAMPDIFF(SECOND, trx_started, NOW()) END) AS \`read\`
    FROM information_schema.innodb_trx WHERE trx_mysql_thread_id <> 0`,
)

/** When the heartbeat of `node` that has arrived here was written: one column `beat`, milliseconds since 1970. */
export function heartbeatOf(node: string): Statement {
  return plain(`SELECT beat FROM mysqlha.heartbeat WHERE node = ${quoteString(node)}`)
}

/** How many commits no replica has acknowledged since the server started; no row without semi-sync's source side. */
export function unacknowledgedCommits(can: Capabilities): Statement {
  return plain(`SHOW GLOBAL STATUS LIKE ${quoteString(semisyncNames(can).status.unacknowledged)}`)
}
