import type { LogsEndBy } from '../binlog/stop-position.ts'
import { joinPositions } from '../../../src/mysql/position.ts'
import { quoteString } from '../../../src/mysql/quote.ts'
import { withSession } from '../../mysql/with-session.ts'
import { dropLoader } from '../../rebuild/by-dump.ts'
import { positionOfCopy, readPosition } from '../../rebuild/position.ts'
import type { Position } from '../../rebuild/position.ts'
import type { MysqlSettings, Settings } from '../../settings.ts'
import { newestOfServers } from '../binlog/newest-of-servers.ts'
import { findStop } from '../binlog/stop-position.ts'
import { readIndex } from '../index-file.ts'
import type { BackupRecord } from '../record.ts'
import type { BackupSettings } from '../settings.ts'
import { bytesOf, chainUpTo, openSources } from '../source.ts'
import { needSpace } from '../space.ts'
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

/** What preparing adds to the data. */
const room = 1.2

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
  await needSpace(place, room * bytesOf(sources), 'the restored data')
  let built: Built = {
    record,
    position: positionAt(record, []),
    reached: `as it was in the backup ${record.id}`,
  }
  const further = async (scratch: string): Promise<Further | null> => {
    if (target.kind !== 'time' && target.kind !== 'gtid') return null
    const logs = await logsAfter(choice, settings, backup, scratch, signal)
    const found = await stretchTo(choice, logs, target)
    built = { ...built, reached: found.reached, position: positionAt(record, found.applied) }
    say(found.reached)
    return found.further
  }
  return withInstance({ settings, backup, place, sources, signal, say }, further, async (login, data) => {
    const whole = { ...built, position: await asServerSays(built.position, login, signal) }
    const done = await work(whole, login, data)
    await settle(login, whole, signal)
    return done
  })
}

/** MySQL's servers know what was applied. */
function asServerSays(position: Position, login: MysqlSettings, signal: AbortSignal): Promise<Position> {
  if (position.style === 'mariadb') return Promise.resolve(position)
  return withSession(login, signal, (session) => readPosition(session))
}

/** Last of all: the data know where replication goes on, and the account by which they were loaded goes. */
function settle(login: MysqlSettings, { position }: Built, signal: AbortSignal): Promise<void> {
  return withSession(login, signal, async (session) => {
    await session.run('SET SESSION sql_log_bin=0')
    if (position.style === 'mariadb')
      await session.run(`SET GLOBAL gtid_slave_pos=${quoteString(position.next)}`)
    await dropLoader(session)
  })
}

async function stretchTo(
  { record }: Choice,
  { files, endBy }: { readonly files: readonly string[]; readonly endBy: LogsEndBy },
  target: Extract<Target, { kind: 'time' | 'gtid' }>,
) {
  const startPosition = record.coordinates.binlogPosition
  const start = { file: 0, position: startPosition }
  const stop = await findStop(files, start, target, endBy)
  if (!stop.complete)
    throw new Error(
      stop.gtid === null || stop.at === null
        ? 'the binary logs have nothing later than the backup: what was asked for is in none of them. Without --until the backup itself is restored'
        : `the binary logs end at ${stop.at.toISOString()}, before the time that was asked for. As far as they go: --gtid ${stop.gtid} instead of --until`,
    )
  const reached = `${stop.transactions} transactions after the backup ${record.id}, the last one ${stop.gtid ?? '(none)'} of ${stop.at?.toISOString() ?? record.coordinates.readAt}`
  const range = { startPosition, stopPosition: stop.position }
  return {
    applied: record.identity.serverUuid === '' ? await newestOfServers(files, start, stop) : [],
    reached,
    further: stop.transactions === 0 ? null : { files: files.slice(0, stop.file + 1), range },
  }
}

/**
 * Which transactions the data hold.
 * @param applied beyond the backup: the newest transaction of each server, in the order of the logs
 */
export function positionAt({ identity, coordinates }: BackupRecord, applied: readonly string[]): Position {
  const { gtid, binlogState } = coordinates
  if (identity.serverUuid !== '') return positionOfCopy('uuid', gtid, '')
  const before = positionOfCopy('mariadb', gtid, binlogState)
  // Replication goes on after one transaction of each domain.
  const domains = new Map(
    [...gtid.split(','), ...applied]
      .filter((one) => one !== '')
      .map((one) => [one.slice(0, one.indexOf('-')), one] as const),
  )
  return {
    style: 'mariadb',
    executed: applied.reduce((all, one) => joinPositions('mariadb', all, one), before.executed),
    next: [...domains.values()].join(','),
  }
}
