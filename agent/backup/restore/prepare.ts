import { mkdtemp, mkdir, chown, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { runChild } from '../../rebuild/child.ts'
import { ownerOf } from '../../rebuild/data-directory.ts'
import type { Account } from '../../rebuild/data-directory.ts'
import { needProgram } from '../../rebuild/programs.ts'
import type { MysqlSettings } from '../../settings.ts'
import { DamagedError } from '../store/damaged.ts'
import { needPrepared } from '../take/copy-information.ts'
import { unpackPages } from './unpack.ts'
import type { Source } from './unpack.ts'

/**
 * Puts the pages of a chain together in a directory, which must be empty, until a server can start on it. The backups
 * themselves stay as they are: preparing changes what it works on.
 * @param sources a full backup and the increments on it, in their order
 */
export async function preparePages(
  sources: readonly Source[],
  target: string,
  mysql: MysqlSettings,
  signal: AbortSignal,
): Promise<void> {
  const [full, ...increments] = sources
  if (full === undefined) throw new Error('there is no backup to prepare')
  const account = await ownerOf(target)
  await unpackPages(full, target, mysql, account, signal)
  const { tool } = full.record
  if (tool === 'clone') return give(target, account, signal)
  const program = needProgram(tool === 'mariadb-backup' ? 'mariadbBackup' : 'xtrabackup', mysql)
  const args = prepareSteps(tool, increments.length)
  await runChild(program, args[0]!(target), signal, { account, nice: true })
  for (const [index, source] of increments.entries()) {
    const place = await mkdtemp(join(dirname(target), 'increment-'))
    try {
      await chown(place, account.uid, account.gid)
      const directory = join(place, 'pages')
      await mkdir(directory)
      await chown(directory, account.uid, account.gid)
      await unpackPages(source, directory, mysql, account, signal)
      await runChild(program, args[index + 1]!(target, directory), signal, { account, nice: true })
    } finally {
      await rm(place, { recursive: true, force: true })
    }
  }
  const { id, coordinates } = (sources.at(-1) ?? full).record
  // A server may start on pages that are those of an earlier backup of the chain, and no table need look wrong.
  await needPrepared(target, coordinates.toLsn).catch((error: Error) => {
    throw new DamagedError(id, error.message, { cause: error })
  })
}

type Step = (target: string, increment?: string) => string[]

/**
 * The command lines, one for the full backup and one for each increment. XtraBackup rolls back what was open only after the
 * last one, or no increment could follow; mariadb-backup sees to that itself and knows no such option.
 */
export function prepareSteps(tool: 'mariadb-backup' | 'xtrabackup', increments: number): Step[] {
  return Array.from({ length: increments + 1 }, (_, index) => (target, increment) => [
    '--prepare',
    ...(tool === 'xtrabackup' && index < increments ? ['--apply-log-only'] : []),
    `--target-dir=${target}`,
    ...(increment === undefined ? [] : [`--incremental-dir=${increment}`]),
    '--use-memory=256M',
  ])
}

async function give(target: string, { uid, gid }: Account, signal: AbortSignal): Promise<void> {
  await runChild('chown', ['-R', '--no-dereference', `${uid}:${gid}`, target], signal)
}
