import { mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'

/** Opens a new file for evidence, readable by root alone. Names sort by time. */
export async function incidentFile(directory: string, name: string) {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const stamp = new Date().toISOString().replaceAll(':', '')
  const path = join(directory, `${stamp}-${name}`)
  return { path, file: await open(path, 'wx', 0o600) }
}
