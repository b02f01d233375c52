import { covers } from '../../src/mysql/position.ts'
import { binlogState } from '../rebuild/stream-backup.ts'
import type { Settings } from '../settings.ts'
import { localTime } from './calendar.ts'
import { beginCensus } from './check/census.ts'
import { writeCounts } from './check/counts-file.ts'
import type { BackupRecord } from './record.ts'
import { writeRecord } from './record-file.ts'
import type { RunOptions } from './run-options.ts'
import type { NextBackup } from './schedule.ts'
import { sealOf } from './seal-of.ts'
import type { BackupSettings } from './settings.ts'
import { lookHere } from './situation.ts'
import type { Here } from './situation.ts'
import { bytesBelow } from './space.ts'
import { writeManifest } from './store/manifest.ts'
import { beginBackup, syncBackup } from './store/partial.ts'
import { keepLogs, LogGapError } from './take/binary-logs.ts'
import { takeByClone } from './take/by-clone.ts'
import { takeByProgram } from './take/by-program.ts'
import type { Taken, Taking } from './take/taking.ts'

/** What a backup that is made begins with. */
export interface Situation {
  readonly before: Here
  readonly next: NextBackup
  /** The newest backup of any chain: binary logs go on from there. */
  readonly previous: BackupRecord | null
}

/**
 * Makes one backup: complete on disk, but for its name.
 * @throws LogGapError for an increment whose binary logs are gone; an error also when role or data changed meanwhile
 */
export async function makeBackup(
  settings: Settings,
  backup: BackupSettings,
  { now, signal, say }: Pick<RunOptions, 'now' | 'signal' | 'say'>,
  { before, next, previous }: Situation,
): Promise<BackupRecord> {
  const id = `${localTime(now, backup.timeZone).idText}-${next.kind}`
  const directory = await beginBackup(backup.directory, id)
  const base = next.kind === 'full' ? null : next.base
  const seal = sealOf(backup)
  const taking: Taking = { settings, backup, directory, seal, base, signal }
  const started = performance.now()
  const census = beginCensus(settings.mysql, before.status.role === 'PRIMARY' ? 1 : 60, signal)
  const state = await binlogState(settings, signal)
  const taken = await takeAll(taking, before, previous, say)
  // Not the time that counts as now: transactions bear the clock's.
  const readAt = new Date().toISOString()
  const counts = await writeCounts(directory, await census.finish(), seal, signal)
  const manifestSha256 = await writeManifest(directory, {
    version: 1,
    id,
    compression: seal.compression,
    encrypted: seal.key !== null,
    files: taken.files,
    counts,
  })
  const after = await lookHere(settings, signal)
  if (JSON.stringify(after.identity) !== JSON.stringify(before.identity))
    throw new Error('the role or the data of this node changed while the backup ran: it was thrown away')
  signal.throwIfAborted()
  const record: BackupRecord = {
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
  await writeRecord(directory, record)
  await syncBackup(backup.directory, id)
  return record
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
    if (!covers('uuid', end.gtid, base.coordinates.gtid))
      throw new LogGapError(`the binary logs here are not those of ${base.id}: they were begun anew`)
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
