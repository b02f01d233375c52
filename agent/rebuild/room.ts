import { stat, statfs } from 'node:fs/promises'
import { leastRoomToStartBytes } from '../../src/mysql/room.ts'
import { serverDirectories } from '../observe/disk.ts'
import type { MysqlSettings } from '../settings.ts'
import { bytesBelow } from './offer.ts'
import type { Offer } from './offer.ts'

type Directories = Pick<MysqlSettings, 'datadir' | 'binaryLogs'>

/**
 * Before anything is touched: the copy takes the place of what is here, and a server must be able to start on it.
 * @throws when that does not fit
 */
export async function refuseWithoutRoom(mysql: Directories, { bytes }: Pick<Offer, 'bytes'>): Promise<void> {
  const { datadir } = mysql
  const { bavail, bsize } = await statfs(datadir)
  const room = bavail * bsize + (await bytesReplaced(mysql))
  const needed = bytes + leastRoomToStartBytes
  if (room < needed)
    throw new Error(
      `${datadir} has room for ${megabytes(room)} MB, what is there now included, and the copy needs ${megabytes(needed)} MB`,
    )
}

/** What is deleted before the copy comes, on the disk that it goes to. */
export async function bytesReplaced(mysql: Directories): Promise<number> {
  const [data = '', logs = ''] = serverDirectories(mysql)
  const inside = logs === data || logs.startsWith(`${data}/`)
  const [here, there] = await Promise.all([stat(data), stat(logs)])
  const apart = !inside && here.dev === there.dev
  return (await bytesBelow(data)) + (apart ? await bytesBelow(logs) : 0)
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1e6)
}
