import { changeSource } from '../../src/mysql/change-source.ts'
import { replicaStatusOf } from '../../src/mysql/replica-status.ts'
import { acknowledgeAsReplica } from '../../src/mysql/semisync.ts'
import { resetReplicaAll, showReplicaStatus, startReplica, stopReplica } from '../../src/mysql/statements.ts'
import { withSession } from '../mysql/with-session.ts'
import type { Context } from './context.ts'

/** Replicates from the peer. A replica that already points there is only started: its relay logs are worth keeping. */
export async function joinPeer({ settings, signal }: Context, wasPrimary: boolean): Promise<string> {
  return withSession(settings.mysql, signal, async (session) => {
    const { can } = session
    const [row] = await session.run(showReplicaStatus(can))
    const status = row && replicaStatusOf(row)
    const pointsThere =
      status?.sourceHost === settings.peer.address &&
      status.sourcePort === settings.mysql.port &&
      status.autoPosition
    const healthy = status?.ioErrno === 0 && status.sqlErrno === 0
    for (const statement of acknowledgeAsReplica(can)) await session.run(statement)
    if (pointsThere && healthy) {
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
