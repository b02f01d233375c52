import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TakenCoordinates } from '../record.ts'

// MariaDB renamed them with 11.
const names = {
  checkpoints: ['xtrabackup_checkpoints', 'mariadb_backup_checkpoints'],
  information: ['xtrabackup_info', 'mariadb_backup_info'],
} as const

/** What a backup program leaves about its copy: `--extra-lsndir`. */
export interface CopyInformation {
  readonly kind: 'full' | 'incremental'
  readonly coordinates: TakenCoordinates
}

/** Reads what the program says of its copy. @throws when a part is missing or not understood */
export async function readCopyInformation(directory: string): Promise<CopyInformation> {
  const checkpoints = await readFirst(directory, names.checkpoints)
  const information = await readFirst(directory, names.information)
  return parseCopyInformation(checkpoints, information)
}

/**
 * Looks whether the program has put a copy together, up to the log sequence number at which its newest backup ends.
 * @throws when it has not, or its word is missing
 */
export async function needPrepared(directory: string, toLsn: string | null): Promise<void> {
  const checkpoints = await readFirst(directory, names.checkpoints)
  const value = (name: string) => new RegExp(`^${name}\\s*=\\s*(\\S*)`, 'm').exec(checkpoints)?.[1] ?? ''
  const type = value('backup_type')
  if (type !== 'full-prepared' && type !== 'log-applied')
    throw new Error(`its pages were not put together: they are ${type}`)
  const reached = value('to_lsn')
  if (reached !== toLsn) throw new Error(`its pages are those of LSN ${reached}, not ${String(toLsn)}`)
}

/** @throws when the text is not what the programs write */
export function parseCopyInformation(checkpoints: string, information: string): CopyInformation {
  const value = (name: string, pattern: RegExp) => {
    const found = new RegExp(`^${name}\\s*=\\s*(.*?)\\s*$`, 'm').exec(checkpoints)?.[1]
    if (found === undefined || !pattern.test(found)) throw new Error(`the copy does not say its ${name}`)
    return found
  }
  const type = value('backup_type', /^(?:full-backuped|incremental)$/)
  const position =
    /^binlog_pos\s*=\s*filename '([^']+)', position '(\d+)'(?:, GTID of the last change '([^']*)')?/m.exec(
      information,
    )
  if (position === null) throw new Error('the copy does not say its place in the binary logs')
  const gtid = (position[3] ?? '').replace(/\s+/g, '')
  return {
    kind: type === 'incremental' ? 'incremental' : 'full',
    coordinates: {
      fromLsn: value('from_lsn', /^\d+$/),
      toLsn: value('to_lsn', /^\d+$/),
      binlogFile: position[1] ?? '',
      binlogPosition: Number(position[2]),
      gtid,
      gtidAtMost: gtid,
    },
  }
}

async function readFirst(directory: string, candidates: readonly string[]): Promise<string> {
  for (const name of candidates) {
    try {
      return await readFile(join(directory, name), 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }
  throw new Error(`the backup program left no ${candidates.join(' or ')}`)
}
