import { isUsers } from '../../../src/mysql/own-schemas.ts'
import { quoteIdentifier } from '../../../src/mysql/quote.ts'
import { textOf } from '../../../src/mysql/row.ts'
import type { Session } from '../../mysql/session.ts'
import { withSession } from '../../mysql/with-session.ts'
import type { MysqlSettings } from '../../settings.ts'
import type { TableCount } from './counts-file.ts'

/** A census under way beside a backup. */
export interface Census {
  /** What was counted until now. A table that did not change since it was counted is exact: the backup must hold the same. */
  finish(): Promise<TableCount[]>
}

/** A table as it was looked at. */
export interface Seen extends TableCount {
  readonly changedAt: string
  /** Its last change is so old that a further one would show: the server counts in seconds. */
  readonly settled: boolean
}

/** They keep their rows on this server, so that a backup of it has them. */
const localEngines = ['innodb', 'myisam', 'aria', 'archive', 'rocksdb']

/**
 * Counts the rows of every table, one after the other, while the backup runs: it costs no time of its own and ends with the
 * backup. What it has not reached by then has no count, nor has what went meanwhile.
 * @param mostSeconds for one table: whoever changes its definition waits for so long
 */
export function beginCensus(settings: MysqlSettings, mostSeconds: number, signal: AbortSignal): Census {
  const stop = new AbortController()
  const counted: Seen[] = []
  const either = AbortSignal.any([signal, stop.signal])
  const counting = withSession(settings, either, async (session) => {
    const tables = await tablesOf(session)
    await boundStatements(session, mostSeconds)
    for (const table of tables) {
      if (!localEngines.includes(table.engine.toLowerCase())) continue
      const rows = await rowsOf(session, table).catch(() => null)
      either.throwIfAborted()
      counted.push({ ...table, rows })
    }
  })
  // No backup fails for what was not counted.
  counting.catch(() => undefined)
  return {
    async finish() {
      // A small database is counted long before its backup ends; a large one is not waited for.
      await Promise.race([counting, new Promise((resolve) => setTimeout(resolve, graceMilliseconds))])
      stop.abort(new Error('the backup is complete'))
      await counting.catch(() => undefined)
      signal.throwIfAborted()
      return withSession(settings, signal, async (session) => exactly(counted, await tablesOf(session)))
    },
  }
}

const graceMilliseconds = 2000

/** A count is exact when nothing has written to the table from before the count until after the backup. */
export function exactly(counted: readonly Seen[], now: readonly Seen[]): TableCount[] {
  const before = new Map(counted.map((table) => [nameOf(table), table]))
  return now.map(({ schema, table, engine, changedAt }) => {
    const then = before.get(nameOf({ schema, table }))
    const exact = then?.rows != null && then.settled && then.changedAt === changedAt
    return { schema, table, engine, rows: then?.rows ?? null, exact }
  })
}

const nameOf = ({ schema, table }: Pick<TableCount, 'schema' | 'table'>) => JSON.stringify([schema, table])

/** Users' tables, in a fixed order. */
export async function tablesOf(session: Session): Promise<Seen[]> {
  // Cached statistics would hide a change.
  if (session.can.dynamicPrivileges) await session.run('SET SESSION information_schema_stats_expiry=0')
  // InnoDB tells none for partitioned tables, and MySQL 5.6 for no table: there it does not mean that nothing was changed.
  const unchanged = session.can.innodbUpdateTime
    ? `IFNULL(create_options, '') NOT LIKE '%partitioned%'`
    : 'FALSE'
  const rows = await session.run(
    `SELECT table_schema AS s, table_name AS t, engine AS e, CONCAT_WS('/', create_time, update_time) AS u,
        IF(update_time IS NULL, ${unchanged}, update_time < NOW() - INTERVAL 2 SECOND) AS settled FROM information_schema.tables
      WHERE table_type='BASE TABLE' AND ${isUsers('table_schema')} ORDER BY table_schema, table_name`,
  )
  return rows.map((row) => ({
    schema: textOf(row['s']),
    table: textOf(row['t']),
    engine: textOf(row['e']),
    rows: null,
    exact: false,
    changedAt: textOf(row['u']),
    settled: Number(row['settled']) === 1,
  }))
}

/** MySQL 5.6 knows no bound. */
async function boundStatements(session: Session, mostSeconds: number): Promise<void> {
  if (session.version.flavour === 'mariadb')
    await session.run(`SET SESSION max_statement_time=${mostSeconds}`)
  else if (session.can.offlineMode) await session.run(`SET SESSION max_execution_time=${mostSeconds * 1000}`)
}

/** Every row is read, so this finds a table that cannot be. */
export async function rowsOf(
  session: Session,
  { schema, table }: Pick<TableCount, 'schema' | 'table'>,
): Promise<number> {
  const [row] = await session.run(
    `SELECT COUNT(*) AS n FROM ${quoteIdentifier(schema)}.${quoteIdentifier(table)}`,
  )
  return Number(row?.['n'])
}
