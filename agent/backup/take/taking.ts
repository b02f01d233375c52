import type { BackupTool } from '../../../src/mysql/backup-tools.ts'
import type { Settings } from '../../settings.ts'
import type { BackupRecord, TakenCoordinates } from '../record.ts'
import type { BackupSettings } from '../settings.ts'
import type { Seal } from '../store/seal.ts'
import type { StoredFile } from '../store/seal.ts'

/** What taking one backup needs to know. */
export interface Taking {
  readonly settings: Settings
  readonly backup: BackupSettings
  /** Where its files go: not visible under its own name yet. */
  readonly directory: string
  readonly seal: Seal
  /** The backup just before it in its chain; `null` for a full one. */
  readonly base: BackupRecord | null
  /** Fires when this node is promoted, or somebody ends the backup. */
  readonly signal: AbortSignal
}

/** What a tool has put into the directory. */
export interface Taken {
  readonly tool: BackupTool
  readonly toolVersion: string
  readonly coordinates: TakenCoordinates
  readonly files: StoredFile[]
}
