import { join } from 'node:path'
import { parseRecord } from './record.ts'
import type { BackupRecord } from './record.ts'
import { DamagedError } from './store/damaged.ts'
import { openStored } from './store/open-stored.ts'
import { ownFiles } from './store/own-files.ts'
import { writeOnce } from './store/write-once.ts'

/** Writes the record of a backup beside its files, once: with it they are a backup wherever they are copied to. */
export function writeRecord(directory: string, record: BackupRecord): Promise<void> {
  return writeOnce(join(directory, ownFiles.record), Buffer.from(`${JSON.stringify(record)}\n`))
}

/** Reads it, as it was before any trial. @throws DamagedError when there is none, or it cannot be read */
export async function readRecord(directory: string): Promise<BackupRecord> {
  const { handle, place } = await openStored(directory, ownFiles.record)
  const text = await handle.readFile('utf8').finally(() => handle.close())
  try {
    return parseRecord(text)
  } catch (cause) {
    throw new DamagedError(place, `it cannot be read: ${(cause as Error).message}`, { cause })
  }
}
