import { statfsSync } from 'node:fs'

/** Less than this and a server cannot be relied on to write its next transaction. */
const leastBytes = 16 * 1024 * 1024

/** Whether the disk below one of these directories is full; one that cannot be asked is not. */
export function isDiskFull(directories: readonly string[]): boolean {
  return directories.some((directory) => {
    try {
      const { bavail, bsize } = statfsSync(directory)
      return bavail * bsize < leastBytes
    } catch {
      return false
    }
  })
}
