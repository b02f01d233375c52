import { chmod, mkdir, readdir, rm } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readIndex, replaceIndex } from './index-file.ts'
import type { BackupRecord } from './record.ts'
import type { BackupSettings } from './settings.ts'
import { clearLeftovers, completeBackup, isBegun, isCondemned } from './store/partial.ts'
import { scratchPrefix } from './scratch.ts'

/**
 * Ends what an interrupted run has begun: a backup that the index names is complete but for its name; one that was being
 * deleted is deleted. What the index does not name is no backup. The caller holds the lock.
 */
export async function recover(backup: BackupSettings, say: (line: string) => void): Promise<void> {
  const { directory, index, runDirectory } = backup
  await rm(runDirectory, { recursive: true, force: true })
  // The account of a throwaway server has to come through.
  await mkdir(runDirectory, { mode: 0o711 })
  await chmod(runDirectory, 0o711)
  const records = await readIndex(index)
  if (records.length === 0 && !existsSync(directory)) return
  const isThere = ({ id }: BackupRecord) =>
    existsSync(join(directory, id)) || isBegun(directory, id) || isCondemned(directory, id)
  if (records.length > 0 && !records.some(isThere))
    throw new Error(
      `none of the ${records.length} backups of ${index} is in ${directory}: is its disk mounted? Nothing was touched. If they are gone for good, move the index away`,
    )
  for (const { id } of records)
    if (isBegun(directory, id)) {
      await completeBackup(directory, id)
      say(`${id}: completed, its run was interrupted right before`)
    }
  const kept = records.filter(({ id }) => !isCondemned(directory, id))
  if (kept.length < records.length) await replaceIndex(index, kept)
  for (const name of await clearLeftovers(directory)) say(`deleted ${name}: left by an interrupted run`)
  for (const name of (await readdir(directory)).filter((one) => one.startsWith(scratchPrefix)))
    await rm(join(directory, name), { recursive: true, force: true })
}
