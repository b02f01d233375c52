import { hashFile } from './check.ts'
import { forEach } from './for-each.ts'
import type { StoredFile } from './seal.ts'
import { listTree } from './tree.ts'

/**
 * Describes all files that a program wrote below a directory of a backup, sorted by path; on disk when this resolves.
 * @param parallel how many files at a time
 * @throws DamagedError for a link and the like; the reason of the signal
 */
export async function hashTree(
  directory: string,
  below: string,
  signal: AbortSignal,
  parallel = 2,
): Promise<StoredFile[]> {
  const { files } = await listTree(directory, below)
  const hashed: StoredFile[] = []
  await forEach(files, parallel, async (path) => {
    hashed.push(await hashFile(directory, path, signal))
  })
  return hashed.sort((one, other) => (one.path < other.path ? -1 : 1))
}
