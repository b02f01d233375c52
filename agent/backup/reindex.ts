import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { chainsOf } from './chain.ts'
import { readIndex, replaceIndex } from './index-file.ts'
import { backupId } from './record.ts'
import type { BackupRecord } from './record.ts'
import { readRecord } from './record-file.ts'
import type { BackupSettings } from './settings.ts'
import { DamagedError } from './store/damaged.ts'
import { readManifest } from './store/manifest.ts'

/**
 * Takes the backups into the index that are there and that it does not name: those of a lost index, or of another machine.
 * They count as never tried. What the index says of others stays. The caller holds the lock.
 */
export async function reindex(
  { directory, index }: Pick<BackupSettings, 'directory' | 'index'>,
  say: (line: string) => void,
): Promise<void> {
  const known = await readIndex(index)
  const named = new Set(known.map(({ id }) => id))
  const names = (await readdir(directory)).filter((name) => backupId.test(name) && !named.has(name))
  const found: BackupRecord[] = []
  for (const name of names.sort()) {
    const record = await recordOf(directory, name).catch((error: unknown) => {
      if (!(error instanceof DamagedError)) throw error
      say(`${name} is left out: ${error.message}`)
      return null
    })
    if (record !== null) found.push(record)
  }
  if (found.length > 0) await replaceIndex(index, inOrder([...known, ...found]))
  for (const { id } of found) say(`${id} is in the index`)
  if (names.length === 0) say('the index names every backup that is there')
}

async function recordOf(directory: string, name: string): Promise<BackupRecord> {
  const path = join(directory, name)
  const record = await readRecord(path)
  if (record.id !== name) throw new DamagedError(path, `it holds the backup ${record.id}`)
  await readManifest(path, record.manifestSha256)
  return record
}

/** As they were made, though a clock may have been set back within a chain. */
function inOrder(records: readonly BackupRecord[]): BackupRecord[] {
  const byStart = records.toSorted((one, other) => (one.startedAt < other.startedAt ? -1 : 1))
  return chainsOf(byStart).flatMap((chain) => chain.toSorted((one, other) => one.sequence - other.sequence))
}
