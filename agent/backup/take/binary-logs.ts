import { createReadStream } from 'node:fs'
import { dirname, join } from 'node:path'
import { textOf } from '../../../src/mysql/row.ts'
import type { Session } from '../../mysql/session.ts'
import { withSession } from '../../mysql/with-session.ts'
import type { Coordinates } from '../record.ts'
import { writeSealed } from '../store/seal.ts'
import type { StoredFile } from '../store/seal.ts'
import type { Taking } from './taking.ts'

/** Below a backup's directory. */
export const logsBelow = 'binlog'

/** Binary logs from the one in which something ended up to the newest that is closed. */
export interface LogStretch {
  readonly names: string[]
  /** Where what is in them ends: the beginning of the log after them. */
  readonly end: Pick<Coordinates, 'binlogFile' | 'binlogPosition' | 'gtid' | 'gtidAtMost'>
}

/** The server's binary logs have a gap: some were deleted before they were kept. */
export class LogGapError extends Error {
  override name = 'LogGapError'
}

/** An event of the format comes first in each log. */
const beginning = 4

/**
 * Ends the current binary log and names all from `first` on. Nothing of this goes to replicas.
 * @throws LogGapError when the server has deleted it
 */
export async function closeLogs(session: Session, first: string): Promise<LogStretch> {
  await session.run('FLUSH LOCAL BINARY LOGS')
  const names = (await session.run('SHOW BINARY LOGS')).map((row) => textOf(row['Log_name']))
  const newest = names.pop() ?? ''
  const gtid = await gtidsBefore(session, newest)
  const from = names.indexOf(first)
  if (from < 0) throw new LogGapError(`the server has no binary log ${first} any more`)
  return {
    names: names.slice(from),
    end: { binlogFile: newest, binlogPosition: beginning, gtid, gtidAtMost: gtid },
  }
}

/** Every transaction before this log, by what stands at its head. */
async function gtidsBefore(session: Session, log: string): Promise<string> {
  const rows = await session.run(`SHOW BINLOG EVENTS IN '${log}' LIMIT 4`)
  const head = rows.find((row) => ['Previous_gtids', 'Gtid_list'].includes(textOf(row['Event_type'])))
  return textOf(head?.['Info']).replace(/[[\]\s]/g, '')
}

/** Keeps the binary logs since another backup, so that any moment in between can be restored. */
export async function keepLogs(taking: Taking, first: string): Promise<{ files: StoredFile[] } & LogStretch> {
  const { settings, directory, seal, signal } = taking
  const stretch = await withSession(settings.mysql, signal, (session) => closeLogs(session, first))
  const files: StoredFile[] = []
  for (const name of stretch.names) {
    const source = createReadStream(join(dirname(settings.mysql.binaryLogs), name), {
      highWaterMark: 1 << 20,
    })
    files.push(await writeSealed(directory, `${logsBelow}/${name}`, source, seal, signal))
  }
  return { ...stretch, files }
}
