import { chown, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { withSession } from '../../mysql/with-session.ts'
import { ownerOf } from '../../rebuild/data-directory.ts'
import { positionOfCopy, setPosition } from '../../rebuild/position.ts'
import type { Position } from '../../rebuild/position.ts'
import type { MysqlSettings, Settings } from '../../settings.ts'
import { applyLogs } from '../binlog/apply-logs.ts'
import type { LogRange } from '../binlog/apply-command.ts'
import type { BackupSettings } from '../settings.ts'
import { preparePages } from './prepare.ts'
import { withThrowaway } from './throwaway-server.ts'
import { unpackLogs } from './unpack.ts'
import type { Source } from './unpack.ts'

/** A copy of the data as it was once, put together from backups. */
export interface Instance {
  readonly settings: Settings
  readonly backup: BackupSettings
  /** Where it is put together: on the file system where it is to stay. */
  readonly place: string
  /** A full backup and the increments on it, in their order. */
  readonly sources: readonly Source[]
  readonly signal: AbortSignal
  readonly say: (line: string) => void
}

/** Binary logs to apply beyond the backups. */
export interface Further {
  readonly files: readonly string[]
  readonly range: LogRange
}

/**
 * Puts the data together below a directory of its own and runs work on a server on it. What is left of the directory when the
 * work has ended is the caller's.
 * @param further gives the logs to apply beyond the last backup; the directory takes what it needs
 */
export async function withInstance<T>(
  instance: Instance,
  further: (scratch: string) => Promise<Further | null>,
  work: (login: MysqlSettings, data: string) => Promise<T>,
): Promise<T> {
  const { settings, backup, place, sources, signal, say } = instance
  const [full] = sources
  if (full === undefined) throw new Error('there is no backup to restore')
  const data = join(place, 'data')
  const { uid, gid } = await ownerOf(settings.mysql.datadir)
  await mkdir(data, { mode: 0o750 })
  await chown(data, uid, gid)
  // MySQL's increments are binary logs; the others' are pages.
  const byLogs = full.record.tool === 'clone'
  say(
    `putting ${sources.length} backup${sources.length === 1 ? '' : 's'} together, from ${full.record.id} on`,
  )
  await preparePages(byLogs ? [full] : sources, data, settings.mysql, signal)
  const scratch = await mkdtemp(join(place, 'logs-'))
  try {
    const own = byLogs ? await logsOf(sources.slice(1), scratch, signal) : []
    const more = await further(scratch)
    say('starting a server on it')
    const { serverVersion } = full.record
    return await withThrowaway({ settings, backup, data, serverVersion, signal }, async (login) => {
      if (full.record.tool === 'xtrabackup')
        await withSession(login, signal, (session) => setPosition(session, positionOfPages(sources)))
      for (const { files, range } of rangesOf(own, full, more)) {
        say(`applying ${files.length} binary log${files.length === 1 ? '' : 's'}`)
        await applyLogs({ settings, signal }, login, files, range)
      }
      return work(login, data)
    })
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

async function logsOf(sources: readonly Source[], scratch: string, signal: AbortSignal): Promise<string[]> {
  const paths = new Set<string>()
  for (const source of sources) for (const path of await unpackLogs(source, scratch, signal)) paths.add(path)
  return [...paths]
}

function rangesOf(own: readonly string[], full: Source, more: Further | null): Further[] {
  const { binlogPosition } = full.record.coordinates
  const first =
    own.length === 0 ? [] : [{ files: own, range: { startPosition: binlogPosition, stopPosition: null } }]
  return more === null ? first : [...first, more]
}

/** XtraBackup's copy does not know which transactions it holds; its record does. */
function positionOfPages(sources: readonly Source[]): Position {
  return positionOfCopy('uuid', sources.at(-1)?.record.coordinates.gtid ?? '', '')
}
