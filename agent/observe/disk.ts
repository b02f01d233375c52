import { statfsSync } from 'node:fs'
import { leastRoomBytes } from '../../src/mysql/room.ts'

/** Whether the disk below one of these directories is full; one that cannot be asked is not. */
export function isDiskFull(directories: readonly string[]): boolean {
  return directories.some((directory) => {
    try {
      const { bavail, bsize } = statfsSync(directory)
      return bavail * bsize < leastRoomBytes
    } catch {
      return false
    }
  })
}
