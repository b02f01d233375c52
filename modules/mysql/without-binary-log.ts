import type { HostWriter } from '../../src/plan/host.ts'
import { sql, type MysqlLogin, type SqlStatement } from '../../src/values/sql.ts'

/** Runs statements; unless `sqlLogBin`, none of them is written to the binary log, so that the other node does not get it. */
export async function executeAll(
  host: HostWriter,
  login: MysqlLogin,
  statements: readonly SqlStatement[],
  { sqlLogBin }: { readonly sqlLogBin: boolean },
): Promise<void> {
  if (!sqlLogBin) await host.execute(login, sql`SET SESSION sql_log_bin = 0`)
  try {
    for (const statement of statements) await host.execute(login, statement)
  } finally {
    // The session is shared by later steps.
    if (!sqlLogBin) await host.execute(login, sql`SET SESSION sql_log_bin = 1`)
  }
}
