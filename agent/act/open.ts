import { gtidText } from '../../src/mysql/row.ts'
import { setSemisyncSource } from '../../src/mysql/semisync.ts'
import { executedGtids, openWrites, showBinaryLogStatus } from '../../src/mysql/statements.ts'
import { withSession } from '../mysql/with-session.ts'
import type { Context } from './context.ts'

/** Lets clients write, semi-sync first so that no commit slips by it. Returns the coordinates at which writes began. */
export async function openForWrites({ settings, signal }: Context, semisyncSource: boolean): Promise<string> {
  return withSession(settings.mysql, signal, async (session) => {
    const { semisyncTimeoutMilliseconds } = settings.policy
    await session.run('SET GLOBAL innodb_flush_log_at_trx_commit=1')
    await session.run('SET GLOBAL sync_binlog=1')
    for (const statement of setSemisyncSource(session.can, semisyncSource, semisyncTimeoutMilliseconds)) {
      await session.run(statement)
    }
    const [log] = await session.run(showBinaryLogStatus(session.can))
    const [gtid] = await session.run(executedGtids(session.can))
    signal.throwIfAborted()
    for (const statement of openWrites(session.can)) await session.run(statement)
    const [row] = await session.run('SELECT @@GLOBAL.read_only AS readOnly')
    if (Number(row?.['readOnly']) !== 0) throw new Error('read_only did not go off')
    return `at ${String(log?.['File'])}:${String(log?.['Position'])}, executed ${gtidText(gtid?.['gtid'])}`
  })
}

/** Switches the source side of semi-sync while writes go on. */
export async function switchSemisync({ settings, signal }: Context, enabled: boolean): Promise<string> {
  return withSession(settings.mysql, signal, async (session) => {
    const { semisyncTimeoutMilliseconds } = settings.policy
    for (const statement of setSemisyncSource(session.can, enabled, semisyncTimeoutMilliseconds)) {
      await session.run(statement)
    }
    return enabled ? 'on' : 'off'
  })
}
