import { chmod, lstat, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { existsSync } from 'node:fs'
import type { MysqlSettings } from '../settings.ts'
import { runChild } from './child.ts'

/** Evidence of the roles that they made this data directory: as true of the copy as of what was there. */
const evidence = /^\.playbook-/
/** No file of the server: a file system's own. */
const foreign = new Set(['lost+found'])

/** What of a data directory outlives its data. */
export interface Kept {
  uid: number
  gid: number
  files: { name: string; mode: number; content: Buffer }[]
}

/**
 * Empties the data directory and takes the binary logs beside it away: with a stale index the server would claim the old
 * transactions. The server must be stopped.
 */
export async function emptyData({ datadir, binaryLogs }: MysqlSettings): Promise<Kept> {
  const { uid, gid } = await stat(datadir)
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
  return { uid, gid, files }
}

/** `mysql-bin.000012`, `mysql-bin.index`, MariaDB's `mysql-bin.state`; nothing else in that directory. */
function isBinaryLog(name: string, base: string): boolean {
  return (
    name.startsWith(`${base}.`) &&
    /^(?:\d+(?:\.idx)?|index|state|index_crash_safe)$/.test(name.slice(base.length + 1))
  )
}

/** Gives the copy to the server's account, and puts back what was kept. */
export async function handOver({ datadir }: MysqlSettings, kept: Kept, signal: AbortSignal): Promise<void> {
  for (const { name, mode, content } of kept.files) {
    const path = join(datadir, name)
    await writeFile(path, content, { flush: true })
    // The agent's own mask would take bits away.
    await chmod(path, mode)
  }
  await runChild('chown', ['-R', '--no-dereference', `${kept.uid}:${kept.gid}`, datadir], signal)
  if (existsSync('/usr/sbin/restorecon')) await runChild('/usr/sbin/restorecon', ['-R', datadir], signal)
}
