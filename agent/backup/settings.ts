import { fieldsOf, ShapeError } from '../shape.ts'
import type { Fields } from '../shape.ts'
import { localTime, weekdays } from './calendar.ts'
import type { Weekday } from './calendar.ts'
import { compressions } from './store/compression.ts'
import type { Compression } from './store/compression.ts'

/** The settings of backups, `/etc/mysqlha/backup.json`, 0600. */
export interface BackupSettings {
  /** Where the backups are, one directory each. */
  directory: string
  /** The index: one JSON line a backup. */
  index: string
  /** An IANA name: in which zone a day and a week begin. */
  timeZone: string
  fullDay: Weekday
  /** How many chains before the newest one are kept. */
  keepChains: number
  compression: Compression
  /** 64 hexadecimal digits, 0600; `null`: backups are not encrypted. */
  keyFile: string | null
  /** For the buffer pool of a throwaway server. */
  scratchMemoryMegabytes: number
  /** Programs that are run before and after a disk snapshot is taken; `null`: there are no snapshots. */
  snapshot: SnapshotSettings | null
  /** What lasts as long as one command: logins, sockets of throwaway servers. */
  runDirectory: string
}

export interface SnapshotSettings {
  /** Takes the snapshot; run while the server's writes are held. */
  take: string
  /** Run afterwards, whatever happened. */
  after: string | null
  /** The locks are let go after so long, whatever the program does. */
  lockSeconds: number
}

const absolute = /^\/[^\0\n]*[^\0\n/]$/

/** Checks the settings of backups. @throws ShapeError naming the field that is wrong */
export function parseBackupSettings(value: unknown): BackupSettings {
  const root = fieldsOf(value)
  const snapshot = root.optionalFields('snapshot')
  return {
    directory: root.text('directory', absolute),
    index: root.text('index', absolute),
    timeZone: zoneOf(root),
    fullDay: root.choice('fullDay', weekdays),
    keepChains: root.integer('keepChains', 0, 1000),
    compression: root.choice('compression', compressions),
    keyFile: root.nullable('keyFile', () => root.text('keyFile', absolute)),
    scratchMemoryMegabytes: root.integer('scratchMemoryMegabytes', 64, 1_048_576),
    snapshot: snapshot && {
      take: snapshot.text('take', absolute),
      after: snapshot.nullable('after', () => snapshot.text('after', absolute)),
      lockSeconds: snapshot.integer('lockSeconds', 1, 60),
    },
    runDirectory: runDirectoryOf(root),
  }
}

function zoneOf(root: Fields): string {
  const zone = root.text('timeZone')
  try {
    localTime(new Date(0), zone)
  } catch {
    throw new ShapeError('timeZone must be a name like Asia/Shanghai')
  }
  return zone
}

/** It is emptied by each command. */
function runDirectoryOf(root: Fields): string {
  return (
    root.nullable('runDirectory', () => root.text('runDirectory', /^\/run\/[\w-]+\/[\w-]+$/)) ??
    '/run/mysqlha/backup'
  )
}
