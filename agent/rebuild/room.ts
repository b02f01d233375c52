import { lstat, readdir, realpath, stat, statfs } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { RebuildMethod } from '../../src/mysql/rebuild-method.ts'
import { leastRoomToStartBytes } from '../../src/mysql/room.ts'
import type { MysqlSettings } from '../settings.ts'
import { isBinaryLog } from './data-directory.ts'
import { bytesBelow } from './offer.ts'
import type { Offer } from './offer.ts'

type Places = Pick<MysqlSettings, 'datadir' | 'binaryLogs'>

/** Made anew in the same size by the server that starts on the copy. */
const redoLog = /^(?:#innodb_redo|ib_logfile\d+)$/

/**
 * Before anything is touched: the copy takes the place of what is here, and a server must be able to start on it.
 * @throws when that does not fit
 */
export async function refuseWithoutRoom(
  mysql: Places,
  method: Exclude<RebuildMethod, 'auto'>,
  { bytes }: Pick<Offer, 'bytes'>,
): Promise<void> {
  const { datadir } = mysql
  const { bavail, bsize } = await statfs(datadir)
  const room = bavail * bsize + (await bytesReplaced(mysql, method))
  const needed = bytes + leastRoomToStartBytes
  if (room < needed)
    throw new Error(
      `${datadir} has room for ${megabytes(room)} MB, what is there now included, and the copy needs ${megabytes(needed)} MB`,
    )
}

/** What goes before the copy comes, on the disk that it comes to: the data, and where files are copied the binary logs too. */
export async function bytesReplaced(
  { datadir, binaryLogs }: Places,
  method: Exclude<RebuildMethod, 'auto'>,
): Promise<number> {
  const byFiles = method === 'mariadb-backup' || method === 'xtrabackup'
  const data = await bytesBelow(datadir, redoLog)
  if (!byFiles) return data
  const [here, logs] = await Promise.all([realpath(datadir), realpath(dirname(binaryLogs))])
  const apart = logs !== here && !logs.startsWith(`${here}/`)
  const sameDisk = (await stat(here)).dev === (await stat(logs)).dev
  return data + (apart && sameDisk ? await bytesOfLogs(logs, basename(binaryLogs)) : 0)
}

async function bytesOfLogs(directory: string, base: string): Promise<number> {
  const names = (await readdir(directory)).filter((name) => isBinaryLog(name, base))
  const sizes = await Promise.all(names.map((name) => lstat(join(directory, name))))
  return sizes.reduce((sum, { blocks }) => sum + blocks * 512, 0)
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1e6)
}
