import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { readIndex, replaceIndex } from './index-file.ts'
import { backupId } from './record.ts'
import { expired } from './retention.ts'
import type { BackupSettings } from './settings.ts'
import { clearLeftovers, condemnBackup } from './store/partial.ts'

/**
 * Deletes the backups that have expired. A run that is interrupted is ended by the next one: what has lost its name is deleted,
 * and goes from the index. The caller holds the lock.
 */
export async function prune(backup: BackupSettings, say: (line: string) => void): Promise<void> {
  const { directory, index } = backup
  // None was made yet, or their disk is away: what the index says of it stays.
  if (!existsSync(directory)) return
  let records = await readIndex(index)
  for (const { id } of expired(records, backup)) {
    await condemnBackup(directory, id)
    records = records.filter((record) => record.id !== id)
    await replaceIndex(index, records)
    await clearLeftovers(directory)
    say(`deleted ${id}: it has expired`)
  }
  // Perhaps the index was lost, and these are all that there is.
  const named = new Set(records.map(({ id }) => id))
  for (const name of await readdir(directory))
    if (backupId.test(name) && !named.has(name))
      say(
        `${name} is not in the index: it is kept, and counts for nothing until it is: mysqlha backup reindex`,
      )
}
