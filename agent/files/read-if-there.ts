import { readFileSync } from 'node:fs'

/** A file's text; `null` when there is none. @throws every other error of reading */
export function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
