import { z } from 'zod'
import { mysqlVariables } from '../mysql/variables.ts'
import { timeOfDay, weekdays } from './times.ts'

const absolutePath = z
  .string()
  .regex(/^\/[\w@%+=:,.-]+(\/[\w@%+=:,.-]+)*$/, 'must be an absolute path without spaces')

const time = z.string().regex(timeOfDay, 'must be a time such as 01:59')

function isTimeZone(name: string): boolean {
  try {
    return Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/** The variables of the role `xtrabackup`. Paths, day and count have the values of the customer's manual. */
export const backupVariables = mysqlVariables.extend({
  /** `false` takes timers and settings away; backups that are there stay where they are. */
  backup_enabled: z.boolean().default(true),
  backup_directory: absolutePath.default('/alidata/backup'),
  backup_index: absolutePath.default('/alidata/xtrabackup_cron/var/mysql_increment_hot_backup.index'),
  /** By default the beginning of the decision `backup_window`. */
  backup_time: time.optional(),
  /** The day of the full backup, with which a week of backups begins. */
  backup_full_day: z.enum(weekdays).default('monday'),
  /** How many weeks before the newest one are kept. */
  backup_keep_chains: z.int().min(0).max(1000).default(1),
  /** In which zone a day begins; by default that of the host. */
  backup_time_zone: z.string().refine(isTimeZone, 'must be a name such as Asia/Shanghai').optional(),
  backup_compression: z.enum(['none', 'gzip', 'zstd']).default('none'),
  /** A file on the nodes with 64 hexadecimal digits, 0600: backups are encrypted with it. */
  backup_key_file: absolutePath.optional(),
  /** For the buffer pool of the server that a backup is tried with. */
  backup_scratch_memory_megabytes: z.int().min(64).max(1_048_576).default(256),
  /** When backups are restored for a trial; after `backup_time`. */
  backup_verify_time: time.default('04:30'),
  /** By default the day of the full backup, and the day before it, when the week is complete. */
  backup_verify_days: z.array(z.enum(weekdays)).min(1).optional(),
  /** An executable on the nodes that takes a snapshot of their disks, for `mysqlha backup snapshot`. */
  backup_snapshot_command: absolutePath.optional(),
  /** Run afterwards, whatever happened. */
  backup_snapshot_after_command: absolutePath.optional(),
  /** For how long writes may be held for a snapshot. */
  backup_snapshot_lock_seconds: z.int().min(1).max(60).default(5),
  /** A server that nothing on the host can back up: an error, or a warning and no backups. */
  backup_tool_missing: z.enum(['refuse', 'warn']).default('refuse'),
})

export type BackupVariables = z.output<typeof backupVariables>
