import type { BackupTool } from '../../src/mysql/backup-tools.ts'
import { localTime, weekBeginning } from './calendar.ts'
import type { Weekday } from './calendar.ts'
import { chainsOf, hasFailedProof, isGapless } from './chain.ts'
import type { BackupRecord, DataIdentity } from './record.ts'

/** All that decides over the kind of the next backup. */
export interface BackupSituation {
  /** The index. */
  readonly records: readonly BackupRecord[]
  readonly now: Date
  /** An IANA name. */
  readonly timeZone: string
  readonly fullDay: Weekday
  readonly identity: DataIdentity
  readonly tool: BackupTool
  /** Major and minor number of tool and server: `8.4`. */
  readonly toolSeries: string
  readonly serverSeries: string
}

/** What the next backup is to be, and why, in one sentence. */
export type NextBackup =
  | { readonly kind: 'full'; readonly why: string }
  | { readonly kind: 'incremental'; readonly base: BackupRecord; readonly why: string }

/**
 * A full backup once a backup week, at its beginning or as soon as possible after it; on all other days what changed since
 * the newest one. Whatever makes the newest one no base to build on makes the next one full.
 */
export function nextBackup(situation: BackupSituation): NextBackup {
  const chain = chainsOf(situation.records).at(-1) ?? []
  const [first] = chain
  const base = chain.at(-1)
  if (first === undefined || base === undefined) return { kind: 'full', why: 'there is no backup yet' }
  const obstacle =
    (isGapless(chain) ? null : `the chain of ${first.chain} is not whole`) ??
    dueFull(first, situation) ??
    otherData(base.identity, situation.identity) ??
    otherPrograms(base, situation) ??
    (hasFailedProof(chain) ? `the chain of ${first.chain} failed its proof` : null)
  return obstacle === null
    ? { kind: 'incremental', base, why: `the full backup of this week is there: ${first.id}` }
    : { kind: 'full', why: obstacle }
}

/** Why this week's full backup is due, given the full backup of the newest chain. */
function dueFull(full: BackupRecord, { now, timeZone, fullDay }: BackupSituation): string | null {
  const week = weekBeginning(now, timeZone, fullDay)
  if (weekBeginning(new Date(full.startedAt), timeZone, fullDay) === week) return null
  return localTime(now, timeZone).date === week
    ? 'it is the day of the full backup'
    : `the week that began on ${week} has no full backup yet`
}

// An incremental backup on another data directory's log sequence numbers is accepted by the tools, and is garbage.
function otherData(before: DataIdentity, now: DataIdentity): string | null {
  if (before.node !== now.node) return `the newest backup is of ${before.node}, and this is ${now.node}`
  if (before.serverUuid !== now.serverUuid) return 'the newest backup is of another server_uuid'
  if (before.generation !== now.generation) return 'the data directory was made anew after the newest backup'
  if (before.term !== now.term) return 'the roles changed after the newest backup'
  return null
}

function otherPrograms(before: BackupRecord, now: BackupSituation): string | null {
  if (before.tool !== now.tool) return `the newest backup was made with ${before.tool}, not with ${now.tool}`
  if (!isOfSeries(before.toolVersion, now.toolSeries))
    return `the newest backup was made with ${before.tool} ${before.toolVersion}, and this is ${now.toolSeries}`
  if (!isOfSeries(before.serverVersion, now.serverSeries))
    return `the newest backup is of server ${before.serverVersion}, and this is ${now.serverSeries}`
  return null
}

function isOfSeries(version: string, series: string): boolean {
  return version.startsWith(`${series}.`)
}
