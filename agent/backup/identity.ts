import { randomBytes } from 'node:crypto'
import { link, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Marks a data directory. Whatever makes one anew (a rebuild, a restore, a new initialisation) does not bring it along, so the
 * next backup sees other data.
 */
export const generationMark = 'mysqlha-generation'

const pattern = /^[0-9a-f]{32}$/

/** The mark of a data directory, made when there is none. */
export async function generationOf(datadir: string): Promise<string> {
  const path = join(datadir, generationMark)
  const found = await read(path)
  if (found !== null) return found
  const drawn = randomBytes(16).toString('hex')
  const temporary = `${path}.${drawn}`
  await writeFile(temporary, `${drawn}\n`, { mode: 0o640, flag: 'wx', flush: true })
  try {
    // Never over another one: two that find none agree on the first.
    await link(temporary, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    await rm(temporary, { force: true })
  }
  const made = await read(path)
  if (made === null) throw new Error(`${path} cannot be read`)
  return made
}

/** Takes the mark away, where data is replaced in place. */
export async function forgetGeneration(datadir: string): Promise<void> {
  await rm(join(datadir, generationMark), { force: true })
}

async function read(path: string): Promise<string | null> {
  try {
    const text = (await readFile(path, 'utf8')).trim()
    return pattern.test(text) ? text : null
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
