import { joinPositions } from '../../../src/mysql/position.ts'
import { positionOfCopy } from '../../rebuild/position.ts'
import type { Position } from '../../rebuild/position.ts'
import type { MysqlSettings, Settings } from '../../settings.ts'
import { findStop } from '../binlog/stop-position.ts'
import { readIndex } from '../index-file.ts'
import type { BackupRecord } from '../record.ts'
import type { BackupSettings } from '../settings.ts'
import { chainUpTo, openSources } from '../source.ts'
import { checkManifestFiles } from '../store/manifest.ts'
import { chooseBackup } from './choose.ts'
import type { Choice, Target } from './choose.ts'
import { withInstance } from './instance.ts'
import type { Further } from './instance.ts'
import { logsAfter } from './logs-after.ts'

/** What was put together. */
export interface Built {
  readonly record: BackupRecord
  /** Which transactions it holds. MySQL's servers know it themselves, for MariaDB's it has to be said. */
  readonly position: Position
  /** In one sentence. */
  readonly reached: string
}

export interface Building {
  readonly settings: Settings
  readonly backup: BackupSettings
  readonly target: Target
  /** Where it is put together. */
  readonly place: string
  readonly signal: AbortSignal
  readonly say: (line: string) => void
}

/**
 * Puts together the data as they were at the target, with a server on them for as long as the work lasts. Every file is checked
 * first.
 * @throws DamagedError for a backup that is not what was written
 */
export async function build<T>(
  { settings, backup, target, place, signal, say }: Building,
  work: (built: Built, login: MysqlSettings, data: string) => Promise<T>,
): Promise<T> {
  const records = await readIndex(backup.index)
  const choice = chooseBackup(records, target)
  const { record } = choice
  const sources = await openSources(backup, chainUpTo(records, record.id))
  say(`checking the files of ${sources.length} backups`)
  for (const { directory, manifest } of sources) await checkManifestFiles(directory, manifest, signal)
  let built: Built = {
    record,
    position: positionAt(record, null),
    reached: `as it was in the backup ${record.id}`,
  }
  const further = async (scratch: string): Promise<Further | null> => {
    if (target.kind !== 'time' && target.kind !== 'gtid') return null
    const files = await logsAfter(choice, settings, backup, scratch, signal)
    const found = await stretchTo(choice, files, target)
    built = { ...built, reached: found.reached, position: positionAt(record, found.gtid) }
    say(found.reached)
    return found.further
  }
  return withInstance({ settings, backup, place, sources, signal, say }, further, (login, data) =>
    work(built, login, data),
  )
}

async function stretchTo(
  { record }: Choice,
  files: readonly string[],
  target: Extract<Target, { kind: 'time' | 'gtid' }>,
) {
  const startPosition = record.coordinates.binlogPosition
  const stop = await findStop(files, { file: 0, position: startPosition }, target)
  if (!stop.complete)
    throw new Error(
      `the binary logs end at ${stop.at?.toISOString() ?? 'the backup'}, before the time that was asked for: restore the newest state instead`,
    )
  const reached = `${stop.transactions} transactions after the backup ${record.id}, the last one ${stop.gtid ?? '(none)'} of ${stop.at?.toISOString() ?? record.coordinates.readAt}`
  const range = { startPosition, stopPosition: stop.position }
  return {
    gtid: stop.gtid,
    reached,
    further: stop.transactions === 0 ? null : { files: files.slice(0, stop.file + 1), range },
  }
}

/** @param last the last transaction that was applied beyond the backup */
export function positionAt({ identity, coordinates }: BackupRecord, last: string | null): Position {
  const { gtid, binlogState } = coordinates
  if (identity.serverUuid !== '') return positionOfCopy('uuid', gtid, '')
  const { executed } = positionOfCopy('mariadb', gtid, binlogState)
  if (last === null) return { style: 'mariadb', executed, next: gtid }
  // Replication goes on after one transaction of each domain.
  const domain = last.slice(0, last.indexOf('-') + 1)
  const others = gtid.split(',').filter((one) => !one.startsWith(domain))
  return {
    style: 'mariadb',
    executed: joinPositions('mariadb', executed, last),
    next: [...others, last].join(','),
  }
}
