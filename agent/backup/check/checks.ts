import { missingFrom } from '../../../src/mysql/position.ts'
import { quoteIdentifier } from '../../../src/mysql/quote.ts'
import { gtidText, textOf } from '../../../src/mysql/row.ts'
import type { Session } from '../../mysql/session.ts'
import { withSession } from '../../mysql/with-session.ts'
import type { MysqlSettings } from '../../settings.ts'
import type { BackupRecord } from '../record.ts'
import { DamagedError } from '../store/damaged.ts'
import type { TableCount } from './counts-file.ts'
import { rowsOf, tablesOf } from './census.ts'
import { wrongTables } from './compare-counts.ts'

/** What was looked at, for the record of the proof. */
export interface Checked {
  readonly tables: number
  readonly rows: number
  /** Tables whose number of rows had to be, and was, the recorded one. */
  readonly compared: number
}

/**
 * Looks at a restored server: every table can be read to its last row, has the number of rows that was counted at the backup
 * (where nothing wrote to it meanwhile), and every recorded transaction is there.
 * @throws DamagedError naming what is wrong
 */
export async function checkInstance(
  login: MysqlSettings,
  newest: BackupRecord,
  recorded: readonly TableCount[],
  signal: AbortSignal,
): Promise<Checked> {
  return withSession(login, signal, async (session) => {
    const damaged = (what: string) => new DamagedError(newest.id, what)
    // Nothing may change what is looked at.
    if (session.can.superReadOnly) await session.run('SET GLOBAL super_read_only=1')
    else await session.run('SET GLOBAL read_only=1')
    const counted = []
    for (const table of await tablesOf(session)) {
      const rows = await rowsOf(session, table).catch((error: unknown) => {
        signal.throwIfAborted()
        throw damaged(`${table.schema}.${table.table} cannot be read: ${(error as Error).message}`)
      })
      const wrong = await wrongByServer(session, table)
      if (wrong !== null) throw damaged(`${table.schema}.${table.table}: ${wrong}`)
      counted.push({ ...table, rows })
    }
    const wrong = wrongTables(recorded, counted)
    if (wrong.length > 0) throw damaged(wrong.slice(0, 5).join('; '))
    if (session.can.uuidGtids) {
      const [row] = await session.run('SELECT @@GLOBAL.gtid_executed AS gtid')
      const missing = missingFrom('uuid', newest.coordinates.gtid, gtidText(row?.['gtid']))
      if (missing !== '') throw damaged(`the transactions ${missing} are missing`)
    }
    return {
      tables: counted.length,
      rows: counted.reduce((total, { rows }) => total + rows, 0),
      compared: recorded.filter(({ exact }) => exact).length,
    }
  })
}

/** CHECK TABLE's word on a table; `null`: it is well. */
async function wrongByServer(
  session: Session,
  { schema, table }: Pick<TableCount, 'schema' | 'table'>,
): Promise<string | null> {
  const quoted = [schema, table].map(quoteIdentifier).join('.')
  const rows = await session.run(`CHECK TABLE ${quoted}`)
  const bad = rows.find((row) => ['error', 'Error'].includes(textOf(row['Msg_type'])))
  return bad === undefined ? null : textOf(bad['Msg_text'])
}
