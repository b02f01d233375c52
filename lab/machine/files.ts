import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Writes a whole file so that a crash leaves either the old or the new one: beside it, fsync, rename, fsync of the folder. */
export function writeDurably(path: string, content: string, mode = 0o600): void {
  const aside = `${path}.new`
  const file = openSync(aside, 'w', mode)
  try {
    writeFileSync(file, content)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(aside, path)
  const folder = openSync(dirname(path), 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}
