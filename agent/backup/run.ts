import { chmod, mkdir } from 'node:fs/promises'
import type { Settings } from '../settings.ts'
import { appendRecord, readIndex } from './index-file.ts'
import { makeBackup } from './make.ts'
import type { Situation } from './make.ts'
import { prune } from './prune.ts'
import type { BackupRecord } from './record.ts'
import type { RunOptions } from './run-options.ts'
import { nextBackup } from './schedule.ts'
import type { NextBackup } from './schedule.ts'
import type { BackupSettings } from './settings.ts'
import { chainUpTo, openSources } from './source.ts'
import { bytesBelow, needSpace } from './space.ts'
import { clearLeftovers, completeBackup } from './store/partial.ts'
import { LogGapError } from './take/binary-logs.ts'
import { whoseTurn } from './whose-turn.ts'

/** What a full backup needs at most, in parts of the data directory, and an increment in parts of the last one. */
const margin = 1.3

/**
 * Makes the backup that is due, if this node is the one to make it; then deletes what has expired. The caller holds the lock.
 * A backup that fails, or is ended, leaves neither a line in the index nor files.
 * @returns the record, or `null` when the other node makes the backups
 */
export async function runBackup(
  settings: Settings,
  backup: BackupSettings,
  options: RunOptions,
): Promise<BackupRecord | null> {
  const { now, signal, say } = options
  const { here: before, place } = await whoseTurn(settings, options.patient, signal)
  if (!place.run && !options.here) {
    say(`no backup here: ${place.why}`)
    return null
  }
  const records = await readIndex(backup.index)
  const due = options.kind === 'full' ? asked : nextBackup({ records, now, ...backup, ...before })
  const next = await onWhatIsThere(due, backup, records)
  say(
    `${next.kind} backup with ${before.tool}: ${next.why} (${options.here ? 'it was asked for here' : place.why})`,
  )
  // Servers that make or try a copy have to come through, whatever umask this process has.
  const made = await mkdir(backup.directory, { recursive: true })
  if (made !== undefined) await chmod(backup.directory, 0o711)
  await needSpace(backup.directory, await bytesNeeded(settings, next, records), `this ${next.kind} backup`)

  const situation = { before, next, previous: records.at(-1) ?? null }
  const record = await takeOr(settings, backup, options, situation).catch(async (error: unknown) => {
    await clearLeftovers(backup.directory)
    throw error
  })
  // From the index on it counts: if its name is still missing then, the next run gives it.
  await appendRecord(backup.index, record)
  await completeBackup(backup.directory, record.id)
  say(`${record.id}: ${record.sizeBytes} bytes in ${durationOf(record)} s`)
  await prune(backup, say)
  return record
}

/** An increment on a base that is not there any more would be no backup. */
async function onWhatIsThere(
  next: NextBackup,
  backup: BackupSettings,
  records: readonly BackupRecord[],
): Promise<NextBackup> {
  if (next.kind === 'full') return next
  try {
    await openSources(backup, chainUpTo(records, next.base.id))
    return next
  } catch (error) {
    return { kind: 'full', why: `nothing can be built on ${next.base.id}: ${(error as Error).message}` }
  }
}

const asked: NextBackup = { kind: 'full', why: 'a full backup was asked for' }

/** A full backup in the place of an increment whose binary logs the server has deleted. */
async function takeOr(
  settings: Settings,
  backup: BackupSettings,
  options: RunOptions,
  situation: Situation,
): Promise<BackupRecord> {
  try {
    return await makeBackup(settings, backup, options, situation)
  } catch (error) {
    if (!(error instanceof LogGapError) || situation.next.kind === 'full') throw error
    await clearLeftovers(backup.directory)
    const next: NextBackup = { kind: 'full', why: error.message }
    options.say(`full backup instead: ${next.why}`)
    await needSpace(
      backup.directory,
      await bytesNeeded(settings, next, await readIndex(backup.index)),
      'a full backup',
    )
    return makeBackup(settings, backup, options, { ...situation, next })
  }
}

/** By what the newest of its kind took; the first full one may take as much as the data. */
async function bytesNeeded(
  { mysql }: Settings,
  { kind }: NextBackup,
  records: readonly BackupRecord[],
): Promise<number> {
  const last = records.findLast((record) => record.kind === kind)
  if (last !== undefined) return margin * last.sizeBytes
  return kind === 'full' ? margin * (await bytesBelow(mysql.datadir)) : 0
}

function durationOf({ startedAt, endedAt }: BackupRecord): number {
  return Math.round((Date.parse(endedAt) - Date.parse(startedAt)) / 100) / 10
}
