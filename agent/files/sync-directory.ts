import { mkdir, open } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'

/** Waits until the names in a directory are on disk. */
export async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r')
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}

/** Makes a directory, for root alone unless told otherwise, and those above it, if it is not there. Each is a name in the one above, on disk too. */
export async function makeDirectory(path: string, mode = 0o700): Promise<void> {
  const whole = resolve(path)
  const first = await mkdir(whole, { recursive: true, mode })
  if (first === undefined) return
  for (let made = whole; made.length >= first.length; made = dirname(made)) await syncDirectory(dirname(made))
}
