import { open, rm } from 'node:fs/promises'

/** Writes a small file (0600) that is not there yet: whole and on disk when this resolves, else gone. */
export async function writeOnce(place: string, bytes: Buffer): Promise<void> {
  const file = await open(place, 'wx', 0o600)
  try {
    await file.writeFile(bytes)
    await file.sync()
    await file.close()
  } catch (error) {
    await file.close().catch(() => undefined)
    await rm(place, { force: true })
    throw error
  }
}
