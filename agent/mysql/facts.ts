import { gtidStyleOf } from '../../src/mysql/position.ts'
import type { MysqlFacts } from '../decide/observation.ts'
import { replicaStatusOf } from '../../src/mysql/replica-status.ts'
import { gtidText, textOf } from '../../src/mysql/row.ts'
import { semisyncNames } from '../../src/mysql/semisync.ts'
import { showReplicaStatus } from '../../src/mysql/statements.ts'
import type { Session } from './session.ts'

/** Reads all that decisions need, in three statements; the first is the health check. */
export async function readFacts(
  session: Session,
  sampledAt: number,
  instance: string | null,
  onAlive: () => void,
): Promise<MysqlFacts> {
  const { can } = session
  const names = semisyncNames(can)
  const [row = {}] = await session.run(
    `SELECT @@GLOBAL.read_only AS readOnly, @@GLOBAL.server_id AS serverId, ${
      can.uuidGtids
        ? '@@GLOBAL.server_uuid AS uuid, @@GLOBAL.gtid_executed AS executed, @@GLOBAL.gtid_purged AS purged'
        : "'' AS uuid, @@GLOBAL.gtid_binlog_state AS executed, '' AS purged"
    }${can.superReadOnly ? ', @@GLOBAL.super_read_only AS superReadOnly' : ''}`,
  )
  onAlive()
  const [replica] = await session.run(showReplicaStatus(can))
  const semisync = await readSemisync(session)
  return {
    sampledAt,
    instance,
    style: gtidStyleOf(can),
    version: session.version.text,
    serverUuid: String(row['uuid']),
    serverId: Number(row['serverId']),
    readOnly: Number(can.superReadOnly ? row['superReadOnly'] : row['readOnly']) === 1,
    executed: gtidText(row['executed']),
    purged: gtidText(row['purged']),
    replica:
      replica === undefined || textOf(replica['Source_Host'] ?? replica['Master_Host']) === ''
        ? null
        : replicaStatusOf(replica),
    semisync: {
      sourceEnabled: semisync.get(names.variables.sourceEnabled) === 'ON',
      sourceOn: semisync.get(names.status.source.toLowerCase()) === 'ON',
      clients: Number(semisync.get(names.status.clients.toLowerCase()) ?? 0),
      replicaOn: semisync.get(names.status.replica.toLowerCase()) === 'ON',
    },
  }
}

/** Status and switches by name; empty where the plugins are not loaded, which asking for a variable would not survive. */
async function readSemisync(session: Session): Promise<ReadonlyMap<string, string>> {
  const pattern = 'rpl\\_semi\\_sync\\_%'
  const status = await session.run(`SHOW GLOBAL STATUS LIKE '${pattern}'`)
  const variables = await session.run(`SHOW GLOBAL VARIABLES LIKE '${pattern}enabled'`)
  return new Map(
    [...status, ...variables].map((row) => [
      String(row['Variable_name']).toLowerCase(),
      String(row['Value']),
    ]),
  )
}
