import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync, linkSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The key of this working directory's digests (0600): parameters that hold secrets are journaled as HMACs, which say
 * whether two are the same and nothing else.
 */
export function localKey(workingDirectory: string): Buffer {
  const directory = join(workingDirectory, '.playbook')
  const file = join(directory, 'key')
  if (!existsSync(file)) {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    const mine = join(directory, `key.${process.pid}`)
    writeFileSync(mine, randomBytes(32), { mode: 0o600 })
    try {
      linkSync(mine, file)
    } catch (error) {
      // Two first runs at once: the one that linked first wins, both use its key.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    } finally {
      rmSync(mine)
    }
  }
  return readFileSync(file)
}
