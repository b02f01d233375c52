import { readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Session } from '../../mysql/session.ts'
import type { LogsEndBy } from '../binlog/stop-position.ts'
import { replicaStatusOf } from '../../../src/mysql/replica-status.ts'
import { showReplicaStatus } from '../../../src/mysql/statements.ts'
import { withSession } from '../../mysql/with-session.ts'
import type { Settings } from '../../settings.ts'
import { generationOf } from '../identity.ts'
import type { BackupSettings } from '../settings.ts'
import { openSources } from '../source.ts'
import { closeLogs } from '../take/binary-logs.ts'
import type { Choice } from './choose.ts'
import { copyLog, unpackLogs } from './unpack.ts'

/**
 * All binary logs from where a backup ends: those that later backups keep, then those that the server here still has, if it
 * runs on the same data.
 * @param scratch where copies go
 * @returns their paths, in order; the first one holds the place where the backup ends; and what tells how far they go
 * @throws naming the log that is missing
 */
export async function logsAfter(
  { record, later }: Choice,
  settings: Settings,
  backup: BackupSettings,
  scratch: string,
  signal: AbortSignal,
): Promise<{ files: string[]; endBy: LogsEndBy }> {
  const found = new Map<string, string>()
  const keep = (path: string) => found.set(path.slice(path.lastIndexOf('/') + 1), path)
  for (const source of await openSources(backup, later))
    for (const path of await unpackLogs(source, scratch, signal)) keep(path)
  const newest = later.at(-1) ?? record
  const live = await liveLogs(settings, record.identity.generation, newest.coordinates.binlogFile, signal)
  for (const name of live.names) keep(await copyLog(join(dirname(settings.mysql.binaryLogs), name), scratch))
  const names = fromOn(record.coordinates.binlogFile, [...found.keys()])
  refuseGap(record.coordinates.binlogFile, names)
  return { files: names.map((name) => found.get(name) ?? ''), endBy: live.endBy }
}

/** None when the data here are others: then the backups must suffice. What a dead server has left counts too. */
async function liveLogs(
  { mysql }: Settings,
  generation: string,
  first: string,
  signal: AbortSignal,
): Promise<{ names: string[]; endBy: LogsEndBy }> {
  if ((await generationOf(mysql.datadir).catch(() => '')) !== generation) return { names: [], endBy: 'event' }
  try {
    return await withSession(mysql, signal, async (session) => {
      const endBy = (await hasAll(session)) ? 'event' : 'transaction'
      return { names: (await closeLogs(session, first)).names, endBy }
    })
  } catch {
    signal.throwIfAborted()
    const base = basename(mysql.binaryLogs)
    const names = await readdir(dirname(mysql.binaryLogs))
    const logs = names.filter((name) => name.startsWith(`${base}.`) && /\.\d+$/.test(name))
    return { names: fromOn(first, logs), endBy: 'transaction' }
  }
}

/** Nothing has happened that this server lacks: it is nobody's replica, or has caught up. */
async function hasAll(session: Session): Promise<boolean> {
  const [row] = await session.run(showReplicaStatus(session.can))
  if (row === undefined) return true
  const { ioRunning, sqlRunning, lagSeconds } = replicaStatusOf(row)
  return ioRunning === 'Yes' && sqlRunning && lagSeconds === 0
}

const numberOf = (name: string) => Number(/\.(\d+)$/.exec(name)?.[1])

/** In the order of their numbers, which get another digit some day. */
function fromOn(first: string, names: readonly string[]): string[] {
  return names
    .filter((name) => numberOf(name) >= numberOf(first))
    .toSorted((a, b) => numberOf(a) - numberOf(b))
}

/** @throws unless the logs are numbered without a gap from the first one on */
export function refuseGap(first: string, names: readonly string[]): void {
  names.forEach((name, index) => {
    if (numberOf(name) !== numberOf(first) + index)
      throw new Error(`the binary log before ${name} is missing: ${first} cannot be followed so far`)
  })
  if (names.length === 0)
    throw new Error(
      `the binary log ${first} is missing: nothing later than the backup can be restored. After a restore --instead it lies beside the data of before, until that is put back`,
    )
}
