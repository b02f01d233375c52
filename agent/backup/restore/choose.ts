import { covers, joinPositions } from '../../../src/mysql/position.ts'
import type { GtidStyle } from '../../../src/mysql/position.ts'
import { chainsOf, hasFailedProof, isGapless } from '../chain.ts'
import type { BackupRecord } from '../record.ts'

/** Which state is wanted. */
export type Target =
  | { readonly kind: 'newest' }
  | { readonly kind: 'backup'; readonly id: string }
  /** Every transaction whose time is not later. */
  | { readonly kind: 'time'; readonly at: Date }
  /** Every transaction up to this one, and this one. */
  | { readonly kind: 'gtid'; readonly gtid: string }

/** From which backup to start, and the later ones whose binary logs go on from there, in their order. */
export interface Choice {
  readonly record: BackupRecord
  readonly later: readonly BackupRecord[]
}

/**
 * The newest backup from which the target can be reached.
 * @throws when there is none; nothing is guessed: a backup whose trial restore failed is taken by its name alone
 */
export function chooseBackup(records: readonly BackupRecord[], target: Target): Choice {
  const whole = new Set(chainsOf(records).flatMap((chain) => wholePart(chain)))
  const usable = records.filter((record) => whole.has(record))
  if (target.kind === 'backup') {
    const record = records.find(({ id }) => id === target.id)
    if (record === undefined) throw new Error(`the index names no backup ${target.id}`)
    return { record, later: [] }
  }
  const newest = records.at(-1)
  if (target.kind === 'newest' && newest !== undefined && !whole.has(newest))
    throw new Error(
      `the newest backup, ${newest.id}, cannot be used (${newest.verified?.detail ?? 'one that it builds on is missing, or bad'}): name another one with --id`,
    )
  const before = usable.filter((record) => isBefore(record, target))
  const record = before.at(-1)
  if (record === undefined)
    throw new Error(
      usable.length === 0
        ? 'there is no backup'
        : `the oldest backup, ${usable[0]?.id ?? ''}, is later than that`,
    )
  return { record, later: target.kind === 'newest' ? [] : laterOnes(records, record) }
}

/** The backups of a chain that can be restored. */
function wholePart(chain: readonly BackupRecord[]): BackupRecord[] {
  return chain.filter((_, index) => {
    const part = chain.slice(0, index + 1)
    return isGapless(part) && !hasFailedProof(part)
  })
}

function isBefore(
  { coordinates, identity }: BackupRecord,
  target: Exclude<Target, { kind: 'backup' }>,
): boolean {
  if (target.kind === 'newest') return true
  if (target.kind === 'time') return Date.parse(coordinates.readAt) <= target.at.getTime()
  const style: GtidStyle = identity.serverUuid === '' ? 'mariadb' : 'uuid'
  // A backup of MariaDB's names one server a domain: what others wrote before is in the state of its logs.
  const held = joinPositions(style, coordinates.gtidAtMost, coordinates.binlogState)
  return !covers(style, held, target.gtid)
}

/** Their binary logs go on from the record's as long as the data directory is the same one. */
function laterOnes(records: readonly BackupRecord[], record: BackupRecord): BackupRecord[] {
  const after = records.slice(records.indexOf(record) + 1)
  const other = after.findIndex(({ identity }) => identity.generation !== record.identity.generation)
  return other < 0 ? after : after.slice(0, other)
}
