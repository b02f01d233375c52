import { randomBytes } from 'node:crypto'
import { open, readdir, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

const leftoverAgeSeconds = 60

/** What a crash left behind goes; what another process is writing this very moment stays. */
async function removeLeftovers(directory: string, prefix: string): Promise<void> {
  for (const name of await readdir(directory)) {
    if (!name.startsWith(prefix) || !name.endsWith('.tmp')) continue
    const path = join(directory, name)
    const { mtimeMs } = await stat(path)
    if (Date.now() - mtimeMs > leftoverAgeSeconds * 1000) await rm(path, { force: true })
  }
}

async function flushDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** The file itself where a link leads to it, so that the link stays. */
async function target(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return path
    throw cause
  }
}

/**
 * Replaces a file as a whole: written aside with its final mode from creation, flushed to the disk, renamed, and the rename
 * flushed, too. A crash at any moment leaves the old file or the new one. Throws what the file system says.
 */
export async function writeDurably(path: string, content: string, mode: number): Promise<void> {
  const file = await target(path)
  const directory = dirname(file)
  const prefix = `.${basename(file)}.`
  await removeLeftovers(directory, prefix)
  const aside = join(directory, `${prefix}${randomBytes(6).toString('hex')}.tmp`)
  const handle = await open(aside, 'wx', mode)
  try {
    try {
      await handle.writeFile(content)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(aside, file)
  } catch (cause) {
    await rm(aside, { force: true })
    throw cause
  }
  await flushDirectory(directory)
}
