import { gtidText } from '../../src/mysql/row.ts'
import { executedGtids, showBinaryLogStatus } from '../../src/mysql/statements.ts'
import type { Session } from './session.ts'

/** Where the server stands, in words: `at binlog.000003:157, executed 8b2f...:1-42`. */
export async function coordinates(session: Session): Promise<string> {
  const [log] = await session.run(showBinaryLogStatus(session.can))
  const [gtid] = await session.run(executedGtids(session.can))
  return `at ${String(log?.['File'])}:${String(log?.['Position'])}, executed ${gtidText(gtid?.['gtid'])}`
}
