import { renameSync, writeFileSync } from 'node:fs'

/** Replaces a small file below /run by a rename, so that it is never seen empty. On a tmpfs this cannot block on a disk. */
export function replaceFile(path: string, content: string, mode: number): void {
  const temporary = `${path}.new`
  writeFileSync(temporary, content, { mode })
  renameSync(temporary, path)
}
