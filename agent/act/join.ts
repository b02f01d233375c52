import { changeSource } from '../../src/mysql/change-source.ts'
import { covers, gtidStyleOf } from '../../src/mysql/position.ts'
import { replicaStatusOf } from '../../src/mysql/replica-status.ts'
import type { ReplicaStatus } from '../../src/mysql/replica-status.ts'
import { gtidText } from '../../src/mysql/row.ts'
import { acknowledgeAsReplica } from '../../src/mysql/semisync.ts'
import {
  executedGtids,
  resetReplicaAll,
  showReplicaStatus,
  startReplica,
  stopReplica,
} from '../../src/mysql/statements.ts'
import type { Session } from '../mysql/session.ts'
import { withSession } from '../mysql/with-session.ts'
import type { Context } from './context.ts'

/** The relay log cannot be read on: ER_REPLICA_RELAY_LOG_READ_FAILURE, MySQL 8's word for it, ER_REPLICA_CORRUPT_EVENT. */
const unreadable: ReadonlySet<number> = new Set([1594, 13121, 1610])

/**
 * Whether what a replica has fetched stays: as long as all is well with it, and beyond that until it is applied. Clients may
 * have been told of it, and the source may be gone in the next moment.
 */
export function keepsRelayLogs(status: ReplicaStatus, applied: boolean): boolean {
  const well = status.ioErrno === 0 && status.sqlErrno === 0
  return well || (!applied && !unreadable.has(status.sqlErrno))
}

/** Replicates from the peer. A replica that already points there is only started while its relay logs are worth keeping. */
export async function joinPeer({ settings, signal }: Context, wasPrimary: boolean): Promise<string> {
  return withSession(settings.mysql, signal, async (session) => {
    const { can } = session
    const [row] = await session.run(showReplicaStatus(can))
    const status = row && replicaStatusOf(row)
    const pointsThere =
      status?.sourceHost === settings.peer.address &&
      status.sourcePort === settings.mysql.port &&
      status.autoPosition
    for (const statement of acknowledgeAsReplica(can)) await session.run(statement)
    if (pointsThere && (await keeps(session, status))) {
      await session.run(startReplica(can))
      return 'started again'
    }
    if (row !== undefined) {
      await session.run(stopReplica(can))
      await session.run(resetReplicaAll(can))
    }
    const source = {
      host: settings.peer.address,
      port: settings.mysql.port,
      ...settings.replication,
      heartbeatSeconds: 2,
      connectRetrySeconds: 1,
      retryCount: 86_400,
      wasPrimary,
    }
    for (const statement of changeSource(can, source)) await session.run(statement)
    await session.run(startReplica(can))
    return 'joined'
  })
}

/** Before they go fetching ends: what comes between a look and the end would go unseen. */
async function keeps(session: Session, status: ReplicaStatus): Promise<boolean> {
  if (keepsRelayLogs(status, await allApplied(session, status))) return true
  await session.run(stopReplica(session.can, 'IO_THREAD'))
  const [row] = await session.run(showReplicaStatus(session.can))
  const { received } = row === undefined ? status : replicaStatusOf(row)
  return keepsRelayLogs(status, await allApplied(session, { received }))
}

async function allApplied(session: Session, { received }: Pick<ReplicaStatus, 'received'>): Promise<boolean> {
  const [executed] = await session.run(executedGtids(session.can))
  return covers(gtidStyleOf(session.can), gtidText(executed?.['gtid']), received)
}
