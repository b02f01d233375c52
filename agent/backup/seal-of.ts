import type { BackupSettings } from './settings.ts'
import { readKeyFile } from './store/key-file.ts'
import type { Seal } from './store/seal.ts'

/** How new backups are written. @throws when the key file cannot be used */
export function sealOf({ compression, keyFile }: BackupSettings): Seal {
  return { compression, key: keyFile === null ? null : readKeyFile(keyFile) }
}

/** The key for a backup that was encrypted. @throws when the settings name no key file, or it cannot be used */
export function keyOf({ keyFile }: BackupSettings): Buffer {
  if (keyFile === null)
    throw new Error('this backup is encrypted, and the settings name no key file (backup_key_file)')
  return readKeyFile(keyFile)
}
