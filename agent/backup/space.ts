import { lstat, readdir, statfs } from 'node:fs/promises'
import { join } from 'node:path'

/** The bytes of all files below a directory, each counted once. Files that go meanwhile count as nothing. */
export async function bytesBelow(directory: string): Promise<number> {
  let total = 0
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name)
    if (entry.isDirectory()) total += await bytesBelow(path).catch(() => 0)
    else if (entry.isFile())
      total += await lstat(path).then(
        ({ size }) => size,
        () => 0,
      )
  }
  return total
}

/** A server whose disk is full stands still: something stays free, one part in so many of the whole. */
const reserve = 20

/** @throws unless the file system of the directory has so much free, and a reserve beyond it */
export async function needSpace(directory: string, bytes: number, what: string): Promise<void> {
  const { bavail, blocks, bsize } = await statfs(directory)
  const free = Math.max(0, bavail - blocks / reserve) * bsize
  if (free < bytes)
    throw new Error(
      `${directory} has ${megabytes(free)} MB to spare, ${what} needs ${megabytes(bytes)} MB: nothing was written`,
    )
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1_000_000)
}
