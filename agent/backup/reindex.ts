import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { readIndex, replaceIndex } from './index-file.ts'
import { backupId } from './record.ts'
import type { BackupRecord } from './record.ts'
import { readRecord } from './record-file.ts'
import type { BackupSettings } from './settings.ts'
import { DamagedError } from './store/damaged.ts'
import { readManifest } from './store/manifest.ts'

/**
 * Takes the backups into the index that are there and that it does not name: those of a lost index, or of another machine.
 * They count as never tried. What the index says already, and its order, stays. The caller holds the lock.
 * @returns how many were left out: damaged ones, and those without the one that they build on
 */
export async function reindex(
  { directory, index }: Pick<BackupSettings, 'directory' | 'index'>,
  say: (line: string) => void,
): Promise<number> {
  const records = await readIndex(index)
  const named = new Set(records.map(({ id }) => id))
  const names = (await readdir(directory)).filter((name) => backupId.test(name) && !named.has(name))
  const leaveOut = (name: string, why: string) => void say(`${name} is left out: ${why}`)
  const found: BackupRecord[] = []
  for (const name of names.sort()) {
    try {
      found.push(await recordOf(directory, name))
    } catch (error) {
      // One that cannot be read keeps no other one out.
      leaveOut(name, (error as Error).message)
    }
  }
  // So that each comes after the one that it builds on.
  found.sort((one, other) => one.sequence - other.sequence || (one.startedAt < other.startedAt ? -1 : 1))
  const taken: string[] = []
  for (const record of found) {
    const obstacle = insert(records, record)
    if (obstacle === null) taken.push(record.id)
    else leaveOut(record.id, obstacle)
  }
  if (taken.length > 0) await replaceIndex(index, records)
  for (const id of taken.sort()) say(`${id} is in the index`)
  if (names.length === 0) say('the index names every backup that is there')
  return names.length - taken.length
}

async function recordOf(directory: string, name: string): Promise<BackupRecord> {
  const path = join(directory, name)
  const record = await readRecord(path)
  if (record.id !== name) throw new DamagedError(path, `it holds the backup ${record.id}`)
  await readManifest(path, record.manifestSha256)
  return record
}

/** Puts a backup behind the one that it builds on, and before those that began later. Says why it does not. */
function insert(records: BackupRecord[], record: BackupRecord): string | null {
  const { chain, sequence, base, startedAt } = record
  const twin = records.find((one) => one.chain === chain && one.sequence === sequence)
  if (twin !== undefined) return `its chain goes on with ${twin.id}`
  const before = records.findIndex(
    (one) => one.id === base && one.chain === chain && one.sequence === sequence - 1,
  )
  if (sequence > 0 && before < 0) return `${String(base)}, on which it builds, is not there`
  let at = before + 1
  for (const one of records.slice(at)) {
    if (one.startedAt > startedAt) break
    at += 1
  }
  records.splice(at, 0, record)
  return null
}
