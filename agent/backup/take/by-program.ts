import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { startChild } from '../../rebuild/child.ts'
import { backupCommand } from '../../rebuild/command-lines.ts'
import { needProgram } from '../../rebuild/programs.ts'
import { withSecretFile } from '../../rebuild/secret-file.ts'
import { writeSealed } from '../store/seal.ts'
import { readCopyInformation } from './copy-information.ts'
import { programVersion } from './program-version.ts'
import type { Taken, Taking } from './taking.ts'

/** The programs' own archive of files; what it is called says how to take it apart. */
export const streamNames = { 'mariadb-backup': 'data.mbstream', xtrabackup: 'data.xbstream' } as const

/** A copy of all pages, or of those that changed since the base, as the server's backup program streams it. */
export async function takeByProgram(tool: 'mariadb-backup' | 'xtrabackup', taking: Taking): Promise<Taken> {
  const { settings, backup, directory, seal, base, signal } = taking
  const scratch = await mkdtemp(join(backup.runDirectory, 'backup-'))
  try {
    const program = needProgram(tool === 'xtrabackup' ? 'xtrabackup' : 'mariadbBackup', settings.mysql)
    const toolVersion = await programVersion(program, signal)
    const command = backupCommand(tool, settings.mysql, scratch, [
      `--extra-lsndir=${scratch}`,
      ...lockOptions(toolVersion),
      ...(base?.coordinates.toLsn == null ? [] : [`--incremental-lsn=${base.coordinates.toLsn}`]),
    ])
    const file = await withSecretFile(settings, command.options, async (optionFile) => {
      const child = startChild(program, command.args(optionFile), signal, {
        stdio: ['ignore', 'pipe', 'pipe'],
        nice: true,
      })
      const written = await writeSealed(
        directory,
        streamNames[tool],
        child.process.stdout as Readable,
        seal,
        signal,
      )
      await child.ended
      if (!/completed OK!\s*$/.test(child.said())) throw new Error(`${program} did not say that it completed`)
      return written
    })
    const { kind, coordinates } = await readCopyInformation(scratch)
    // The program takes any number for a base: what does not join would be accepted, and restore to garbage.
    if (
      kind !== (base === null ? 'full' : 'incremental') ||
      (base && coordinates.fromLsn !== base.coordinates.toLsn)
    )
      throw new Error(
        `${program} made a copy that is ${kind} from ${String(coordinates.fromLsn)}, not from ${base?.coordinates.toLsn ?? 'the beginning'}`,
      )
    return { tool, toolVersion, coordinates, files: [file] }
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/** XtraBackup before 8.0 locks all tables at its end: it waits for long statements first, as everybody would wait behind it. */
export function lockOptions(toolVersion: string): string[] {
  return toolVersion.startsWith('2.')
    ? ['--ftwrl-wait-timeout=60', '--ftwrl-wait-threshold=1', '--ftwrl-wait-query-type=all']
    : []
}
