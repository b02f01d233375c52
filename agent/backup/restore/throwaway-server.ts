import { chown, mkdtemp, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { capabilitiesOf } from '../../../src/mysql/capabilities.ts'
import type { Capabilities } from '../../../src/mysql/capabilities.ts'
import { parseServerVersion } from '../../../src/mysql/version.ts'
import { withServer } from '../../rebuild/private-server.ts'
import type { MysqlSettings, Settings } from '../../settings.ts'
import type { BackupSettings } from '../settings.ts'

/** A server on a copy of the data. */
export interface Throwaway {
  readonly settings: Settings
  readonly backup: BackupSettings
  /** The data, the server's account's. */
  readonly data: string
  readonly serverVersion: string
  readonly signal: AbortSignal
}

/**
 * Runs work on a server that is started on a copy: a socket that only root reaches, no network, no binary log, no replication,
 * no events, little memory, another process and another directory than the server of this node.
 */
export async function withThrowaway<T>(
  { settings, backup, data, serverVersion, signal }: Throwaway,
  work: (login: MysqlSettings) => Promise<T>,
): Promise<T> {
  const can = capabilitiesOf(parseServerVersion(serverVersion))
  const scratch = await mkdtemp(join(data, '..', 'server-'))
  try {
    const { uid, gid } = await stat(data)
    await chown(scratch, uid, gid)
    const mysql = { ...settings.mysql, datadir: data }
    return await withServer(
      {
        mysql,
        run: backup.runDirectory,
        account: can,
        signal,
        args: throwawayArgs(data, scratch, backup, can),
      },
      work,
    )
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/** What differs from the configuration of this node's own server, which knows where its programs and pages are. */
export function throwawayArgs(
  data: string,
  scratch: string,
  { scratchMemoryMegabytes }: Pick<BackupSettings, 'scratchMemoryMegabytes'>,
  can: Pick<Capabilities, 'replicaStatements' | 'uuidGtids' | 'clonePlugin'>,
): string[] {
  return [
    `--datadir=${data}`,
    // Servers before the clone plugin keep their newest GTIDs in binary logs alone, or need one to have any.
    ...(can.uuidGtids && !can.clonePlugin
      ? [`--log-bin=${scratch}/throwaway-bin`, '--log-slave-updates']
      : ['--skip-log-bin']),
    can.uuidGtids && can.replicaStatements ? '--skip-replica-start' : '--skip-slave-start',
    `--relay-log=${scratch}/relay`,
    `--innodb-buffer-pool-size=${scratchMemoryMegabytes}M`,
    '--slow-query-log=0',
    '--general-log=0',
    '--loose-mysqlx=OFF',
    '--loose-rpl-semi-sync-slave-enabled=0',
    '--loose-rpl-semi-sync-replica-enabled=0',
  ]
}
