import { existsSync } from 'node:fs'
import { lstat, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { backupId } from '../record.ts'
import { makeDirectory, syncDirectory } from '../../files/sync-directory.ts'
import { listTree } from './tree.ts'

// The caller of everything here holds the lock of the backups.

const partial = '.partial-'
const deleting = '.deleting-'

/**
 * Makes the directory of a backup that begins (0700), under a name that is no backup's, and the root if needed.
 * @returns its path
 * @throws Error when a backup of this id is there, whole or not
 */
export async function beginBackup(root: string, id: string): Promise<string> {
  const path = placeIn(root, id, partial)
  await makeDirectory(root)
  await needFree(placeIn(root, id))
  await mkdir(path, { mode: 0o700 })
  await syncDirectory(root)
  return path
}

/** Puts the names of a backup's files on disk; the files are there already. */
export async function syncBackup(root: string, id: string): Promise<void> {
  const from = placeIn(root, id, partial)
  const { directories } = await listTree(from)
  for (const directory of directories) await syncDirectory(join(from, directory))
  await syncDirectory(from)
}

/**
 * Makes what was begun a backup. Its files are on disk already; their names follow first.
 * @returns its path
 * @throws Error when a backup of this id is there
 */
export async function completeBackup(root: string, id: string): Promise<string> {
  const from = placeIn(root, id, partial)
  const path = placeIn(root, id)
  await syncBackup(root, id)
  // A rename would take the place of an empty directory.
  await needFree(path)
  await rename(from, path)
  await syncDirectory(root)
  return path
}

/** Takes a backup its name: from now on it is none, and is deleted with the leftovers. One that is not there stays so. */
export async function condemnBackup(root: string, id: string): Promise<void> {
  const path = placeIn(root, id)
  const going = placeIn(root, id, deleting)
  if (!(await isThere(path))) return
  // What an interrupted deletion left would keep the name.
  await rm(going, { recursive: true, force: true })
  await rename(path, going)
  await syncDirectory(root)
}

/** Whether a backup has all but its name. */
export function isBegun(root: string, id: string): boolean {
  return existsSync(placeIn(root, id, partial))
}

/** Whether a backup is being deleted. */
export function isCondemned(root: string, id: string): boolean {
  return existsSync(placeIn(root, id, deleting)) && !existsSync(placeIn(root, id))
}

/** Deletes what was neither completed nor removed to its end. @returns the names of what it deleted, sorted */
export async function clearLeftovers(root: string): Promise<string[]> {
  if (!(await isThere(root))) return []
  const entries = await readdir(root, { withFileTypes: true })
  const names = entries
    .filter((entry) => entry.isDirectory() && isLeftover(entry.name))
    .map(({ name }) => name)
  for (const name of names) await rm(join(root, name), { recursive: true, force: true })
  return names.sort()
}

function isLeftover(name: string): boolean {
  return [partial, deleting].some(
    (prefix) => name.startsWith(prefix) && backupId.test(name.slice(prefix.length)),
  )
}

function placeIn(root: string, id: string, prefix = ''): string {
  if (!backupId.test(id)) throw new Error(`${JSON.stringify(id)} is no id of a backup`)
  return join(root, prefix + id)
}

async function needFree(path: string): Promise<void> {
  if (await isThere(path)) throw new Error(`${path} is there already`)
}

async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
}
