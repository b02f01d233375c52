import { textOf } from '../../src/mysql/row.ts'
import { endBackup } from '../backup/running.ts'
import type { Session } from '../mysql/session.ts'
import type { Settings } from '../settings.ts'

/** Ends a backup of this node's server before it becomes primary: the applier must not wait for it. Says what it ended. */
export async function makeWay(
  session: Session,
  { paths, mysql }: Pick<Settings, 'paths' | 'mysql'>,
): Promise<string> {
  if (!endBackup(paths.backupPid)) return ''
  // The server notices a lost client only when it next writes to it: what it does until then would go on.
  const rows = await session.run(
    `SELECT id FROM information_schema.processlist WHERE user=SUBSTRING_INDEX(CURRENT_USER(), '@', 1) AND id <> CONNECTION_ID()
      AND (${['CLONE LOCAL', 'SELECT COUNT(*) AS n', 'FLUSH TABLES', 'BACKUP STAGE'].map((text) => `info LIKE '${text}%'`).join(' OR ')})`,
  )
  for (const row of rows) await session.run(`KILL ${Number(textOf(row['id']))}`).catch(() => undefined)
  return `, after the backup that ran on ${mysql.unit} was ended`
}
