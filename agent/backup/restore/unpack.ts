import { createWriteStream } from 'node:fs'
import { chmod, copyFile, mkdir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { startChild } from '../../rebuild/child.ts'
import type { Account } from '../../rebuild/data-directory.ts'
import { unpackArgs } from '../../rebuild/command-lines.ts'
import { needProgram } from '../../rebuild/programs.ts'
import type { MysqlSettings } from '../../settings.ts'
import type { BackupRecord } from '../record.ts'
import { readSealed } from '../store/read-sealed.ts'
import type { Manifest } from '../store/manifest.ts'
import type { Seal } from '../store/seal.ts'
import type { StoredFile } from '../store/seal.ts'
import { listTree } from '../store/tree.ts'
import { logsBelow } from '../take/binary-logs.ts'
import { cloneNames } from '../take/by-clone.ts'

/** A backup as it lies on disk, its manifest read and checked. */
export interface Source {
  readonly record: BackupRecord
  readonly directory: string
  readonly manifest: Manifest
  readonly seal: Seal
}

/** Takes the pages of a backup apart into a directory; every byte is checked against its checksum on the way. */
export async function unpackPages(
  { record, directory, manifest, seal }: Source,
  target: string,
  mysql: Pick<MysqlSettings, 'programs'>,
  account: Account,
  signal: AbortSignal,
): Promise<void> {
  const pages = manifest.files.filter(({ path }) => !path.startsWith(`${logsBelow}/`))
  const [first] = pages
  if (first === undefined) throw new Error(`${record.id} holds no data`)
  if (record.tool !== 'clone') {
    const program = needProgram(record.tool === 'mariadb-backup' ? 'mbstream' : 'xbstream', mysql)
    return feedTo(program, unpackArgs(target), { directory, file: first, seal }, account, signal)
  }
  if (first.path.startsWith(cloneNames.archive))
    // What comes is in a directory of its own.
    return feedTo(
      'tar',
      ['-xf', '-', '-C', target, '--strip-components=1'],
      { directory, file: first, seal },
      account,
      signal,
    )
  // A schema without tables is an empty directory.
  for (const name of (await listTree(directory, cloneNames.directory)).directories)
    await mkdir(join(target, name.slice(cloneNames.directory.length + 1)), { recursive: true, mode: 0o750 })
  for (const file of pages) {
    const path = join(target, file.path.slice(cloneNames.directory.length + 1))
    await pipeline(
      readSealed(directory, file, seal, signal),
      createWriteStream(path, { flags: 'wx', mode: 0o640 }),
      { signal },
    )
  }
}

/** Takes the binary logs out. Gives their paths, in order. */
export async function unpackLogs(
  { directory, manifest, seal }: Source,
  target: string,
  signal: AbortSignal,
): Promise<string[]> {
  const logs = manifest.files.filter(({ path }) => path.startsWith(`${logsBelow}/`))
  const paths: string[] = []
  for (const file of logs) {
    const path = join(target, basename(file.path).replace(/^([^.]+\.\d+).*$/, '$1'))
    // A log that two backups share was cut there: the later one has the whole of it.
    await rm(path, { force: true })
    await pipeline(
      readSealed(directory, file, seal, signal),
      createWriteStream(path, { flags: 'wx', mode: 0o600 }),
      { signal },
    )
    paths.push(path)
  }
  return paths
}

async function feedTo(
  program: string,
  args: readonly string[],
  { directory, file, seal }: { directory: string; file: StoredFile; seal: Seal },
  account: Account,
  signal: AbortSignal,
): Promise<void> {
  const child = startChild(program, args, signal, { stdio: ['pipe', 'ignore', 'pipe'], account, nice: true })
  const { stdin } = child.process
  if (stdin === null) throw new Error(`${program} takes no input`)
  try {
    await pipeline(readSealed(directory, file, seal, signal), stdin)
    await child.ended
  } catch (error) {
    child.process.kill('SIGKILL')
    // What is wrong with the file says more than what the program makes of it.
    if ((error as Error).name === 'DamagedError' || !child.over()) throw error
    await child.ended
    throw error
  }
}

/** Copies a log that the server still has. */
export async function copyLog(path: string, target: string): Promise<string> {
  const copy = join(target, basename(path))
  await rm(copy, { force: true })
  await copyFile(path, copy)
  await chmod(copy, 0o600)
  return copy
}
