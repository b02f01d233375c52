import { covers, gtidStyleOf } from '../../src/mysql/position.ts'
import { replicaStatusOf } from '../../src/mysql/replica-status.ts'
import { gtidText } from '../../src/mysql/row.ts'
import { executedGtids, showReplicaStatus, startReplica, stopReplica } from '../../src/mysql/statements.ts'
import type { Session } from '../mysql/session.ts'
import { withSession } from '../mysql/with-session.ts'
import type { Context } from './context.ts'
import { moment } from './context.ts'
import { makeWay } from './end-backup.ts'

/**
 * Applies everything that was received before anything is stopped: stopping first makes MariaDB throw relay logs away.
 * Then fetching is stopped, and what came in meanwhile is applied too.
 */
export async function drain({ settings, signal }: Context): Promise<string> {
  return withSession(settings.mysql, signal, async (session) => {
    const ended = await makeWay(session, settings)
    if (!(await applied(session, signal))) return `no replica: nothing to apply${ended}`
    await session.run(stopReplica(session.can, 'IO_THREAD'))
    await applied(session, signal)
    return `everything received is applied${ended}`
  })
}

/** Waits until what was received is applied. Says whether this server is a replica at all. */
async function applied(session: Session, signal: AbortSignal): Promise<boolean> {
  const style = gtidStyleOf(session.can)
  for (;;) {
    const [row] = await session.run(showReplicaStatus(session.can))
    if (row === undefined) return false
    const status = replicaStatusOf(row)
    if (status.sqlErrno !== 0) throw new Error(`the applier stopped with error ${status.sqlErrno}`)
    if (!status.sqlRunning) await session.run(startReplica(session.can, 'SQL_THREAD'))
    const [executed] = await session.run(executedGtids(session.can))
    if (covers(style, gtidText(executed?.['gtid']), status.received)) return true
    await moment(50, signal)
  }
}
