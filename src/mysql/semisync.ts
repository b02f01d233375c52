import type { Capabilities } from './capabilities.ts'
import { plain } from './statements.ts'
import type { Statement } from './statements.ts'

/** What one server release calls the parts of semi-synchronous replication. */
export interface SemisyncNames {
  /** Plugins to load at start; `null` where it is built in (MariaDB). */
  plugins: { source: PluginFile; replica: PluginFile } | null
  variables: {
    sourceEnabled: string
    sourceTimeout: string
    replicaEnabled: string
    waitPoint: string | null
  }
  /** Names of `SHOW GLOBAL STATUS`, as the server writes them. */
  status: { source: string; clients: string; unacknowledged: string; replica: string }
}

/** A plugin's name and the file below plugin_dir. */
export interface PluginFile {
  name: string
  file: string
}

export function semisyncNames(can: Capabilities): SemisyncNames {
  const [source, replica] = can.semisyncSourceNames ? ['source', 'replica'] : ['master', 'slave']
  const plugin = (side: string) => ({ name: `rpl_semi_sync_${side}`, file: `semisync_${side}.so` })
  return {
    plugins: can.semisyncPlugins ? { source: plugin(source), replica: plugin(replica) } : null,
    variables: {
      sourceEnabled: `rpl_semi_sync_${source}_enabled`,
      sourceTimeout: `rpl_semi_sync_${source}_timeout`,
      replicaEnabled: `rpl_semi_sync_${replica}_enabled`,
      waitPoint: can.semisyncWaitPoint ? `rpl_semi_sync_${source}_wait_point` : null,
    },
    status: {
      source: `Rpl_semi_sync_${source}_status`,
      clients: `Rpl_semi_sync_${source}_clients`,
      unacknowledged: `Rpl_semi_sync_${source}_no_tx`,
      replica: `Rpl_semi_sync_${replica}_status`,
    },
  }
}

/**
 * Switches the source side. On the primary alone: with it on, a replica's applier waits for an acknowledgement of its own
 * replica, which does not exist. Switching it off releases waiting commits, unacknowledged.
 */
export function setSemisyncSource(
  can: Capabilities,
  enabled: boolean,
  timeoutMilliseconds?: number,
): Statement[] {
  const { variables } = semisyncNames(can)
  return [
    ...(timeoutMilliseconds === undefined
      ? []
      : [plain(`SET GLOBAL ${variables.sourceTimeout}=${Math.trunc(timeoutMilliseconds)}`)]),
    plain(`SET GLOBAL ${variables.sourceEnabled}=${enabled ? 1 : 0}`),
  ]
}

/**
 * What a replica runs before it starts replicating, so that it acknowledges. Where semi-sync is built in (MariaDB) it boots
 * switched off: with it a server that crashed as the primary takes itself for a replica, and its recovery cuts the newest
 * transactions off the binary log, also those that clients were told of (MDEV-21117).
 */
export function acknowledgeAsReplica(can: Capabilities): Statement[] {
  return can.semisyncPlugins ? [] : [plain(`SET GLOBAL ${semisyncNames(can).variables.replicaEnabled}=1`)]
}
