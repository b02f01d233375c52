import { constants } from 'node:fs'
import { open, realpath } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { DamagedError } from './damaged.ts'

/** A relative path without empty parts, `.` and `..`: it never leads out of a directory. */
export const storedPath = /^(?!.*(?:^|\/)\.{0,2}(?:\/|$))[^\0]+$/s

/** Where a file lies. @throws Error for a path that is not one below a directory */
export function placeOf(directory: string, path: string): string {
  if (!storedPath.test(path)) throw new Error(`${JSON.stringify(path)} is no path below ${directory}`)
  return join(directory, path)
}

/** A file that is open for reading. */
export interface OpenFile {
  readonly handle: FileHandle
  readonly place: string
  /** When it was opened. */
  readonly bytes: number
}

/**
 * Opens a file of a backup.
 * @throws DamagedError when there is none, or something else in its place: a link would lead to data that nobody checked
 */
export async function openStored(directory: string, path: string): Promise<OpenFile> {
  const place = placeOf(directory, path)
  const handle = await openPlainly(directory, place)
  try {
    const found = await handle.stat()
    if (!found.isFile()) throw new DamagedError(place, 'it is no regular file')
    return { handle, place, bytes: found.size }
  } catch (error) {
    await handle.close()
    throw error
  }
}

async function openPlainly(directory: string, place: string): Promise<FileHandle> {
  try {
    const above = dirname(place)
    if ((await realpath(above)) !== join(await realpath(directory), above.slice(join(directory).length)))
      throw new DamagedError(place, 'it is behind a symbolic link')
    // Opening a FIFO would wait for somebody to write.
    return await open(place, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new DamagedError(place, 'it is missing', { cause })
    if (code === 'ELOOP') throw new DamagedError(place, 'it is a symbolic link', { cause })
    if (code === 'ENXIO') throw new DamagedError(place, 'it is no regular file', { cause })
    throw cause
  }
}
