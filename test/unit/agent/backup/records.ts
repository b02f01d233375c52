import { localTime } from '../../../../agent/backup/calendar.ts'
import type { BackupKind, BackupRecord, DataIdentity, Proof } from '../../../../agent/backup/record.ts'

export const identity: DataIdentity = {
  node: 'node2',
  serverUuid: '03dbbf1f-e744-11f1-a30d-66e2002bffcd',
  generation: 'g1',
  term: 3,
}

const minute = 60 * 1000

/** A backup that took ten minutes; `after` is the one that it builds on. */
export function backup(
  startedAt: Date,
  after: BackupRecord | null,
  change: Partial<BackupRecord> = {},
): BackupRecord {
  const kind: BackupKind = after === null ? 'full' : 'incremental'
  const id = `${localTime(startedAt, 'UTC').idText}-${kind}`
  return {
    id,
    chain: after?.chain ?? id,
    sequence: after === null ? 0 : after.sequence + 1,
    kind,
    base: after?.id ?? null,
    identity,
    role: 'STANDBY',
    serverVersion: '11.8.6-MariaDB',
    tool: 'mariadb-backup',
    toolVersion: '11.8.6-MariaDB',
    startedAt: startedAt.toISOString(),
    endedAt: later(startedAt, 10).toISOString(),
    coordinates: {
      fromLsn: after?.coordinates.toLsn ?? '0',
      toLsn: String(startedAt.getTime()),
      binlogFile: 'mysql-bin.000001',
      binlogPosition: 568,
      gtid: '0-1-2',
      gtidAtMost: '0-1-2',
      binlogState: '0-1-2',
      readAt: later(startedAt, 10).toISOString(),
    },
    sizeBytes: 1024,
    manifestSha256: 'ab'.repeat(32),
    verified: null,
    ...change,
  }
}

/** The same backup after a trial, half an hour after it began. */
export function tried(record: BackupRecord, result: Proof['result'] = 'proven'): BackupRecord {
  const at = later(new Date(record.startedAt), 30).toISOString()
  return { ...record, verified: { at, result, detail: 'a trial' } }
}

/** A full backup and one a day after it. */
export function chainOf(startedAt: Date, length: number): BackupRecord[] {
  const chain: BackupRecord[] = []
  for (let day = 0; day < length; day++)
    chain.push(backup(later(startedAt, day * 24 * 60), chain.at(-1) ?? null))
  return chain
}

export function later(instant: Date, minutes: number): Date {
  return new Date(instant.getTime() + minutes * minute)
}

/** The backups that a restore of this one would need, or `null` when one of them is not among the records. */
export function neededFor(record: BackupRecord, records: readonly BackupRecord[]): BackupRecord[] | null {
  if (record.kind === 'full') return [record]
  const base = records.find(({ id }) => id === record.base)
  const before = base && neededFor(base, records)
  return before ? [...before, record] : null
}
