import { mkdir } from 'node:fs/promises'
import { binlogState } from '../rebuild/stream-backup.ts'
import type { Settings } from '../settings.ts'
import { localTime } from './calendar.ts'
import { beginCensus } from './check/census.ts'
import { appendRecord, readIndex } from './index-file.ts'
import { mayRunHere } from './place.ts'
import { prune } from './prune.ts'
import type { BackupRecord } from './record.ts'
import { nextBackup } from './schedule.ts'
import type { NextBackup } from './schedule.ts'
import type { BackupSettings } from './settings.ts'
import { lookHere } from './situation.ts'
import type { Here } from './situation.ts'
import { bytesBelow, needSpace } from './space.ts'
import { sealOf } from './seal-of.ts'
import { writeManifest } from './store/manifest.ts'
import { beginBackup, clearLeftovers, completeBackup } from './store/partial.ts'
import { keepLogs, LogGapError } from './take/binary-logs.ts'
import { takeByClone } from './take/by-clone.ts'
import { takeByProgram } from './take/by-program.ts'
import type { Taken, Taking } from './take/taking.ts'

/** What a run is told. */
export interface RunOptions {
  /** `auto`: what the calendar and the chain say. */
  readonly kind: 'auto' | 'full'
  /** Even if the other node should make it. */
  readonly here: boolean
  /** The time that counts as now: weeks can be tried without waiting for them. */
  readonly now: Date
  readonly signal: AbortSignal
  readonly say: (line: string) => void
}

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
  const before = await lookHere(settings, signal)
  const place = mayRunHere(before.status, before.status.peer?.backups?.fit ?? null)
  if (!place.run && !options.here) {
    say(`no backup here: ${place.why}`)
    return null
  }
  const records = await readIndex(backup.index)
  const next = options.kind === 'full' ? asked : nextBackup({ records, now, ...backup, ...before })
  say(
    `${next.kind} backup with ${before.tool}: ${next.why} (${options.here ? 'it was asked for here' : place.why})`,
  )
  await mkdir(backup.directory, { recursive: true, mode: 0o711 })
  await needSpace(backup.directory, await bytesNeeded(settings, next, records), `this ${next.kind} backup`)

  const situation = { before, next, previous: records.at(-1) ?? null }
  const record = await take(settings, backup, options, situation).catch(async (error: unknown) => {
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

const asked: NextBackup = { kind: 'full', why: 'a full backup was asked for' }

interface Situation {
  readonly before: Here
  readonly next: NextBackup
  /** The newest backup of any chain: binary logs go on from there. */
  readonly previous: BackupRecord | null
}

async function take(
  settings: Settings,
  backup: BackupSettings,
  { now, signal, say }: RunOptions,
  { before, next, previous }: Situation,
): Promise<BackupRecord> {
  const id = `${localTime(now, backup.timeZone).idText}-${next.kind}`
  const directory = await beginBackup(backup.directory, id)
  const base = next.kind === 'full' ? null : next.base
  const seal = sealOf(backup)
  const taking: Taking = { settings, backup, directory, seal, base, signal }
  const started = performance.now()
  const census = beginCensus(settings.mysql, signal)
  const state = await binlogState(settings, signal)
  const taken = await takeAll(taking, before, previous, say)
  // Not the time that counts as now: transactions bear the clock's.
  const readAt = new Date().toISOString()
  const tables = await census.finish()
  const manifestSha256 = await writeManifest(directory, {
    version: 1,
    id,
    compression: seal.compression,
    encrypted: seal.key !== null,
    files: taken.files,
    tables,
  })
  const after = await lookHere(settings, signal)
  if (JSON.stringify(after.identity) !== JSON.stringify(before.identity))
    throw new Error('the role or the data of this node changed while the backup ran: it was thrown away')
  signal.throwIfAborted()
  return {
    id,
    chain: base?.chain ?? id,
    sequence: base === null ? 0 : base.sequence + 1,
    kind: next.kind,
    base: base?.id ?? null,
    identity: before.identity,
    role: before.status.role === 'PRIMARY' ? 'PRIMARY' : 'STANDBY',
    serverVersion: before.serverVersion,
    tool: taken.tool,
    toolVersion: taken.toolVersion,
    startedAt: now.toISOString(),
    endedAt: new Date(now.getTime() + performance.now() - started).toISOString(),
    coordinates: { ...taken.coordinates, binlogState: state, readAt },
    sizeBytes: await bytesBelow(directory),
    manifestSha256,
    verified: null,
  }
}

/** Pages by the tool, and the binary logs since the newest backup, if they are of the same data. */
async function takeAll(
  taking: Taking,
  { tool, identity, serverVersion }: Here,
  previous: BackupRecord | null,
  say: (line: string) => void,
): Promise<Taken> {
  const { base } = taking
  if (tool === 'clone' && base !== null) {
    const { files, end } = await keepLogs(taking, base.coordinates.binlogFile)
    return { tool, toolVersion: serverVersion, coordinates: { fromLsn: null, toLsn: null, ...end }, files }
  }
  const taken = tool === 'clone' ? await takeByClone(taking) : await takeByProgram(tool, taking)
  if (previous === null || previous.identity.node !== identity.node) return taken
  if (previous.identity.generation !== identity.generation) return taken
  try {
    const { files } = await keepLogs(taking, previous.coordinates.binlogFile)
    return { ...taken, files: [...taken.files, ...files] }
  } catch (error) {
    if (!(error instanceof LogGapError)) throw error
    say(`moments since ${previous.id} cannot be restored: ${error.message}`)
    return taken
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
