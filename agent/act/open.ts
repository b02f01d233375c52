import type { Capabilities } from '../../src/mysql/capabilities.ts'
import { setSemisyncSource } from '../../src/mysql/semisync.ts'
import { openWrites } from '../../src/mysql/statements.ts'
import type { Statement } from '../../src/mysql/statements.ts'
import type { Policy } from '../decide/state.ts'
import { coordinates } from '../mysql/coordinates.ts'
import { withSession } from '../mysql/with-session.ts'
import type { Context } from './context.ts'

/** Lets clients write, semi-sync first so that no commit slips by it. Returns the coordinates at which writes began. */
export async function openForWrites({ settings, signal }: Context, semisyncSource: boolean): Promise<string> {
  return withSession(settings.mysql, signal, async (session) => {
    await session.run('SET GLOBAL innodb_flush_log_at_trx_commit=1')
    await session.run('SET GLOBAL sync_binlog=1')
    for (const statement of semisyncStatements(session.can, settings.policy, semisyncSource)) {
      await session.run(statement)
    }
    const began = await coordinates(session)
    signal.throwIfAborted()
    for (const statement of openWrites(session.can)) await session.run(statement)
    const [row] = await session.run('SELECT @@GLOBAL.read_only AS readOnly')
    if (Number(row?.['readOnly']) !== 0) throw new Error('read_only did not go off')
    return began
  })
}

/** Nothing where the pair has no semi-sync: its variables do not exist there. */
function semisyncStatements(can: Capabilities, policy: Policy, enabled: boolean): Statement[] {
  return policy.semisync === 'none' ? [] : setSemisyncSource(can, enabled, policy.semisyncTimeoutMilliseconds)
}

/** Switches the source side of semi-sync while writes go on. */
export async function switchSemisync({ settings, signal }: Context, enabled: boolean): Promise<string> {
  return withSession(settings.mysql, signal, async (session) => {
    for (const statement of semisyncStatements(session.can, settings.policy, enabled)) {
      await session.run(statement)
    }
    return enabled ? 'on' : 'off'
  })
}
