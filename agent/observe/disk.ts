import { statfsSync } from 'node:fs'

/** Less than this and a server cannot be relied on to write its next transaction. */
const leastBytes = 1024 * 1024

/** Whether the disk of a server's data is full; a server works in its data directory. `false` when there is no server to ask. */
export function dataDiskIsFull(instance: string | null | undefined): boolean {
  const pid = Number(instance?.split(':')[0])
  if (!Number.isInteger(pid) || pid <= 1) return false
  try {
    const { bavail, bsize } = statfsSync(`/proc/${pid}/cwd`)
    return bavail * bsize < leastBytes
  } catch {
    return false
  }
}
