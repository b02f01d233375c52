import { fact, type Deferred } from '../../src/plan/deferred.ts'
import type { BackupVariables } from './variables.ts'

/** The settings of backups, as agent/backup/settings.ts describes them. The key is not in it, only where it is. */
export function backupSettings(vars: BackupVariables): Deferred<string> {
  const {
    backup_snapshot_command: take,
    backup_snapshot_after_command: after,
    backup_snapshot_lock_seconds: lockSeconds,
  } = vars
  return fact(({ timeZone }) => {
    const settings = {
      directory: vars.backup_directory,
      index: vars.backup_index,
      timeZone: vars.backup_time_zone ?? timeZone,
      fullDay: vars.backup_full_day,
      keepChains: vars.backup_keep_chains,
      compression: vars.backup_compression,
      keyFile: vars.backup_key_file ?? null,
      scratchMemoryMegabytes: vars.backup_scratch_memory_megabytes,
      snapshot: take === undefined ? null : { take, after: after ?? null, lockSeconds },
    }
    return `${JSON.stringify(settings, null, 2)}\n`
  })
}
