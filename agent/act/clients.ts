import { setSemisyncSource } from '../../src/mysql/semisync.ts'
import type { Session } from '../mysql/session.ts'

/** Ends the sessions of clients: not replication, the server's own, or the agent's. */
export async function killClients(session: Session): Promise<void> {
  const sessions = await session.run(
    `SELECT ID AS id FROM information_schema.PROCESSLIST
      WHERE ID <> CONNECTION_ID() AND COMMAND NOT LIKE 'Binlog Dump%' AND COMMAND <> 'Daemon'
        AND USER NOT IN ('system user', 'event_scheduler', 'unauthenticated user')
        AND USER <> SUBSTRING_INDEX(USER(), '@', 1)`,
  )
  for (const { id } of sessions) {
    await session.run(`KILL ${Number(id)}`).catch(() => undefined)
  }
}

/** Lets commits go that wait for an acknowledgement; their clients must have been cut off, or they are told it is safe. */
export async function switchSourceOff(session: Session): Promise<void> {
  for (const statement of setSemisyncSource(session.can, false)) {
    // Where the plugin is not loaded there is nothing to switch off.
    await session.run(statement).catch(() => undefined)
  }
}
