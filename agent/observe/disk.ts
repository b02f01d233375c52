import { statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import { leastRoomBytes } from '../../src/mysql/room.ts'
import type { MysqlSettings } from '../settings.ts'

/** Where the server writes what must not be lost: its data and its binary logs. */
export function serverDirectories({
  datadir,
  binaryLogs,
}: Pick<MysqlSettings, 'datadir' | 'binaryLogs'>): string[] {
  return [datadir, dirname(binaryLogs)]
}

/** Free bytes of the disk that has least, of those below the directories; `null` when none of them can be asked. */
export function leastRoomBelow(directories: readonly string[]): number | null {
  const rooms = directories.flatMap((directory) => {
    try {
      const { bavail, bsize } = statfsSync(directory)
      return [bavail * bsize]
    } catch {
      return []
    }
  })
  return rooms.length === 0 ? null : Math.min(...rooms)
}

/** Whether the disk below one of these directories is full; one that cannot be asked is not. */
export function isDiskFull(directories: readonly string[]): boolean {
  const room = leastRoomBelow(directories)
  return room !== null && room < leastRoomBytes
}
