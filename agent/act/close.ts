import { gtidText } from '../../src/mysql/row.ts'
import { closeWrites, executedGtids } from '../../src/mysql/statements.ts'
import { withSession } from '../mysql/with-session.ts'
import { killClients } from './clients.ts'
import type { Context } from './context.ts'

/**
 * Closes writes for a planned switchover and returns the position reached. Whatever holds that up for a second (error
 * 1205) makes it fail: new writes wait meanwhile. Sessions stay, except where read-only does not bind all of them.
 */
export async function closeForSwitchover({ settings, signal }: Context): Promise<string> {
  return withSession(settings.mysql, signal, async (session) => {
    for (const statement of closeWrites(session.can)) await session.run(statement)
    if (!session.can.superReadOnly) await killClients(session)
    const [row] = await session.run('SELECT @@GLOBAL.read_only AS readOnly')
    if (Number(row?.['readOnly']) !== 1) throw new Error('read_only did not stay on')
    const [executed] = await session.run(executedGtids(session.can))
    return gtidText(executed?.['gtid'])
  })
}
