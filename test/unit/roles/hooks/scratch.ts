import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder of a test's own, with the files that a script is to find. */
export interface Scratch {
  readonly folder: string
  /** Writes a file and gives its path. */
  readonly file: (name: string, content: string, mode?: number) => string
  readonly remove: () => void
}

export function scratch(): Scratch {
  const folder = mkdtempSync(join(tmpdir(), 'hooks-'))
  return {
    folder,
    file(name, content, mode = 0o600) {
      const path = join(folder, name)
      writeFileSync(path, content)
      chmodSync(path, mode)
      return path
    },
    remove: () => rmSync(folder, { recursive: true }),
  }
}
