import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { isBinaryLog } from '../../rebuild/data-directory.ts'
import type { MysqlSettings } from '../../settings.ts'

/** Where what was there before is kept: nothing of it is deleted. */
export interface Aside {
  readonly data: string
  readonly logs: string
}

const asideMark = '.before-restore-'
const logsMark = 'before-restore-'

type Place = Pick<MysqlSettings, 'datadir' | 'binaryLogs'>

/**
 * Puts restored data in the place of the server's, which must be stopped; the old data and its binary logs, which tell of other
 * transactions, are moved aside. In between there is no data directory: no server can start on half of it.
 * @param data restored, on the same file system
 * @param stamp names what is moved aside
 */
export async function swapData(mysql: Place, data: string, stamp: string): Promise<Aside> {
  const { datadir, binaryLogs } = mysql
  const aside = {
    data: `${datadir}${asideMark}${stamp}`,
    logs: join(dirname(binaryLogs), `${logsMark}${stamp}`),
  }
  await mkdir(aside.logs, { mode: 0o700 })
  await rename(datadir, aside.data)
  await moveLogs(mysql, dirname(binaryLogs), aside.logs)
  await rename(data, datadir)
  return aside
}

/** Undoes a swap that was cut off: the old data comes back. @returns whether it had to */
export async function undoHalfSwap(mysql: Place): Promise<boolean> {
  const { datadir, binaryLogs } = mysql
  if (existsSync(datadir)) return false
  const [data, logs] = [dirname(datadir), dirname(binaryLogs)]
  const kept = await newestOf(data, `${basename(datadir)}${asideMark}`)
  if (kept === undefined)
    throw new Error(`there is no data directory ${datadir}, and none that a restore has moved aside`)
  const place = join(logs, `${logsMark}${kept.slice(kept.indexOf(asideMark) + asideMark.length)}`)
  if (existsSync(place)) await moveLogs(mysql, place, logs)
  await rename(join(data, kept), datadir)
  return true
}

async function newestOf(directory: string, prefix: string): Promise<string | undefined> {
  return (await readdir(directory))
    .filter((name) => name.startsWith(prefix))
    .sort()
    .at(-1)
}

async function moveLogs({ binaryLogs }: Place, from: string, to: string): Promise<void> {
  const names = (await readdir(from)).filter((name) => isBinaryLog(name, basename(binaryLogs)))
  for (const name of names) await rename(join(from, name), join(to, name))
}

/** @throws unless the data directory can be moved aside: a mount point cannot */
export async function refuseMountPoint({ datadir }: Pick<MysqlSettings, 'datadir'>): Promise<void> {
  const [here, above] = await Promise.all([stat(datadir), stat(dirname(datadir))])
  if (here.dev !== above.dev)
    throw new Error(
      `${datadir} is a file system of its own: it cannot be moved aside, and nothing is overwritten: restore beside the server (without --instead) and copy from there`,
    )
}
