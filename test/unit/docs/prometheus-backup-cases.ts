import type { Series } from './prometheus-series.ts'

type Case = [name: string, change: Readonly<Record<keyof Series, string | undefined>>, firing: string[]]

/** The time of something that happened so many seconds before the rules are looked at, three minutes after the first sample. */
const before = (seconds: number): string => `${180 - seconds}x20`
const hour = 3600
const day = 24 * hour
const last = 'backup_last_timestamp_seconds'
const proven = 'backup_proven_timestamp_seconds'

/** Backups of a pair whose newest one is on the standby, `b`. */
export const backupCases: Case[] = [
  ['a backup of 26 hours ago', { [`${last} b`]: before(26 * hour) }, []],
  ['one that is a second late', { [`${last} b`]: before(26 * hour + 1) }, ['MySQLHABackupLate']],
  ['one of 50 hours ago', { [`${last} b`]: before(50 * hour) }, ['MySQLHABackupLate']],
  ['one that is longer ago', { [`${last} b`]: before(50 * hour + 1) }, ['MySQLHABackupMissing']],
  [
    'old ones on one node, a new one on the other, which leads',
    { [`${last} a`]: before(hour), [`${last} b`]: before(90 * day) },
    [],
  ],
  [
    'late ones on both nodes',
    { [`${last} a`]: before(60 * hour), [`${last} b`]: before(30 * hour) },
    ['MySQLHABackupLate'],
  ],
  ['no backup, none was set up', { [`${last} b`]: undefined, [`${proven} b`]: undefined }, []],
  [
    'no backup, set up long ago',
    {
      [`${last} b`]: undefined,
      [`${proven} b`]: undefined,
      'alert a backup': '2x20',
      'alert b backup': '2x20',
      'alert a backup-proof': '1x20',
    },
    ['MySQLHABackupMissing', 'MySQLHABackupUnproven'],
  ],
  ['a backup that the agent has not noticed yet', { 'alert b backup': '1x20' }, []],
  ['a proof of 8 days ago', { [`${proven} b`]: before(8 * day) }, []],
  ['one that is longer ago', { [`${proven} b`]: before(8 * day + 1) }, ['MySQLHABackupUnproven']],
  [
    'an old proof on one node, a new one on the other',
    { [`${proven} a`]: before(hour), [`${proven} b`]: before(90 * day) },
    [],
  ],
  ['a trial that failed', { 'alert b backup-proof': '2x20' }, ['MySQLHABackupUnproven']],
]
