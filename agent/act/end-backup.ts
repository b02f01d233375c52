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
  // The server notices a lost client only when it next writes to it: a copy that it makes of itself would go on.
  const rows = await session.run(
    "SELECT id FROM information_schema.processlist WHERE info LIKE 'CLONE LOCAL%' AND id <> CONNECTION_ID()",
  )
  for (const row of rows) await session.run(`KILL ${Number(textOf(row['id']))}`).catch(() => undefined)
  return `, after the backup that ran on ${mysql.unit} was ended`
}
