import { chmod, lstat, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { existsSync } from 'node:fs'
import type { MysqlSettings } from '../settings.ts'
import { runChild } from './child.ts'

/** Evidence of the roles that they made this data directory: as true of the copy as of what was there. */
export const evidence = /^\.playbook-/
/** No file of the server: a file system's own. */
const foreign = new Set(['lost+found'])

/** The account that owns the server's files. @throws when that is root: no server would run so */
export async function ownerOf(datadir: string): Promise<Account> {
  const { uid, gid } = await stat(datadir)
  if (uid === 0) throw new Error(`${datadir} belongs to root, not to the account of the server`)
  return { uid, gid }
}

export interface Account {
  uid: number
  gid: number
}

/** @throws unless the directory of the settings, whose content is to be deleted, is the one that the server uses */
export async function refuseOtherDirectory(configured: string, used: string): Promise<void> {
  const [ours, its] = await Promise.all([configured, used].map((path) => realpath(path)))
  if (ours !== its)
    throw new Error(
      `the server's data is in ${used}, the agent's settings say ${configured}: nothing was deleted, correct mysql.datadir`,
    )
}

/** What of a data directory outlives its data. */
export interface Kept {
  files: { name: string; mode: number; content: Buffer }[]
}

/**
 * Empties the data directory and takes the binary logs beside it away: with a stale index the server would claim the old
 * transactions. The server must be stopped.
 */
export async function emptyData({ datadir, binaryLogs }: MysqlSettings): Promise<Kept> {
  const names = (await readdir(datadir)).filter((name) => !foreign.has(name))
  const files = await Promise.all(
    names
      .filter((name) => evidence.test(name))
      .map(async (name) => {
        const path = join(datadir, name)
        return { name, mode: (await lstat(path)).mode & 0o777, content: await readFile(path) }
      }),
  )
  for (const name of names) await rm(join(datadir, name), { recursive: true, force: true })
  const logs = (await readdir(dirname(binaryLogs))).filter((name) => isBinaryLog(name, basename(binaryLogs)))
  for (const name of logs) await rm(join(dirname(binaryLogs), name))
  return { files }
}

/** `mysql-bin.000012`, `mysql-bin.index`, MariaDB's `mysql-bin.state`; nothing else in that directory. */
export function isBinaryLog(name: string, base: string): boolean {
  return (
    name.startsWith(`${base}.`) &&
    /^(?:\d+(?:\.idx)?|index|state|index_crash_safe)$/.test(name.slice(base.length + 1))
  )
}

/** Puts back what was kept, and gives all to the server's account. */
export async function handOver(
  { datadir }: MysqlSettings,
  kept: Kept,
  { uid, gid }: Account,
  signal: AbortSignal,
): Promise<void> {
  for (const { name, mode, content } of kept.files) {
    const path = join(datadir, name)
    // Anew: in a directory that is another account's a name may lead anywhere.
    await rm(path, { force: true, recursive: true })
    await writeFile(path, content, { flag: 'wx', flush: true })
    // The agent's own mask would take bits away.
    await chmod(path, mode)
  }
  await runChild('chown', ['-R', '--no-dereference', `${uid}:${gid}`, datadir], signal)
  if (existsSync('/usr/sbin/restorecon')) await runChild('/usr/sbin/restorecon', ['-R', datadir], signal)
}
