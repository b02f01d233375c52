import { join } from 'node:path'
import { chainsOf, isGapless } from './chain.ts'
import type { Chain } from './chain.ts'
import type { BackupRecord } from './record.ts'
import type { Source } from './restore/unpack.ts'
import type { BackupSettings } from './settings.ts'
import { DamagedError } from './store/damaged.ts'
import { keyOf } from './seal-of.ts'
import { readManifest } from './store/manifest.ts'

/** The chain up to one of its backups, all that a restore of that one needs. @throws when one is missing in between */
export function chainUpTo(records: readonly BackupRecord[], id: string): Chain {
  const chain = chainsOf(records).find((one) => one.some((record) => record.id === id))
  if (chain === undefined) throw new Error(`the index names no backup ${id}`)
  const part = chain.slice(0, chain.findIndex((record) => record.id === id) + 1)
  if (!isGapless(part)) throw new DamagedError(id, 'a backup that it builds on is missing in the index')
  return part
}

/** Opens backups for reading. @throws DamagedError for a manifest that is not the recorded one */
export async function openSources(
  backup: BackupSettings,
  records: readonly BackupRecord[],
): Promise<Source[]> {
  return Promise.all(
    records.map(async (record) => {
      const directory = join(backup.directory, record.id)
      const manifest = await readManifest(directory, record.manifestSha256)
      if (manifest.id !== record.id) throw new DamagedError(record.id, `it holds the backup ${manifest.id}`)
      const key = manifest.encrypted ? keyOf(backup) : null
      return { record, directory, manifest, seal: { compression: manifest.compression, key } }
    }),
  )
}

/** How much comes out of them. */
export function bytesOf(sources: readonly Source[]): number {
  return sources
    .flatMap(({ manifest }) => manifest.files)
    .reduce((sum, { plainBytes }) => sum + plainBytes, 0)
}
