import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { DamagedError } from './damaged.ts'

/** What is below a directory; paths are relative to it, separated by '/', sorted. */
export interface Tree {
  readonly files: readonly string[]
  readonly directories: readonly string[]
}

/**
 * Lists a directory of a backup, or what is below one in it.
 * @throws DamagedError for anything that is neither a file nor a directory
 */
export async function listTree(directory: string, below = ''): Promise<Tree> {
  const files: string[] = []
  const directories: string[] = []
  const waiting = [below]
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    for (const entry of await readdir(join(directory, path), { withFileTypes: true })) {
      const found = path === '' ? entry.name : `${path}/${entry.name}`
      if (entry.isFile()) files.push(found)
      else if (!entry.isDirectory())
        throw new DamagedError(join(directory, found), 'it is neither a file nor a directory')
      else {
        directories.push(found)
        waiting.push(found)
      }
    }
  }
  return { files: files.sort(), directories: directories.sort() }
}
