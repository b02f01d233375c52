import { startReplica } from '../../src/mysql/statements.ts'
import { withSession } from '../mysql/with-session.ts'
import type { Context } from './context.ts'

/** Applies on where the applier stopped; its error is gone from the status with that. */
export async function resumeApplier({ settings, signal }: Context): Promise<string> {
  return withSession(settings.mysql, signal, async (session) => {
    await session.run(startReplica(session.can, 'SQL_THREAD'))
    return 'started again'
  })
}
