import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { BackupSettings } from '../../../../agent/backup/settings.ts'

/** Settings of backups, all of them good. */
export const exampleBackupSettings: BackupSettings = {
  directory: '/alidata/backup',
  index: '/alidata/xtrabackup_cron/var/mysql_increment_hot_backup.index',
  timeZone: 'Asia/Shanghai',
  fullDay: 'monday',
  keepChains: 1,
  compression: 'zstd',
  keyFile: null,
  scratchMemoryMegabytes: 128,
  snapshot: null,
  runDirectory: '/run/mysqlha/backup',
}

/** The same for a directory of a test, in which backups have a place. */
export function settingsBelow(root: string, change: Partial<BackupSettings> = {}): BackupSettings {
  const settings = {
    ...exampleBackupSettings,
    directory: join(root, 'backup'),
    index: join(root, 'index'),
    runDirectory: join(root, 'run'),
    ...change,
  }
  mkdirSync(settings.directory)
  return settings
}
