import { statSync } from 'node:fs'
import { readSettings } from '../files/settings-file.ts'
import { readIndex } from './index-file.ts'
import { mayRunHere } from './place.ts'
import type { PlaceStatus } from './place.ts'
import type { BackupRecord } from './record.ts'
import { parseBackupSettings } from './settings.ts'

/** The backups of a node, as its status tells. Times are ISO 8601; `null`: never. */
export interface BackupReport {
  /** When backups were set up here, or their settings changed: before that none can be missed. */
  readonly since: string
  readonly last: { readonly id: string; readonly at: string; readonly sizeBytes: number } | null
  /** When the newest backup ended of which a trial restore went well. */
  readonly provenAt: string | null
  /** What a trial restore found wrong with the newest chain; empty: nothing. */
  readonly failedProof: string
  /** Why the index cannot be read; empty: it can. */
  readonly error: string
}

/** What the index comes to. */
export function reportOn(records: readonly BackupRecord[], since: string): BackupReport {
  const last = records.at(-1)
  const proven = records.filter(({ verified }) => verified?.result === 'proven')
  const failed = records.find(({ chain, verified }) => chain === last?.chain && verified?.result === 'failed')
  return {
    since,
    last: last === undefined ? null : { id: last.id, at: last.endedAt, sizeBytes: last.sizeBytes },
    provenAt: proven.at(-1)?.endedAt ?? null,
    failedProof: failed?.verified?.detail ?? '',
    error: '',
  }
}

const everyMilliseconds = 10_000

/** Reads the index now and then, beside everything else; `null` while this node makes no backups. */
export function backupsReader(settingsFile: string, uptime: () => number) {
  let report: BackupReport | null = null
  let busy = false
  let readAt = -Infinity

  async function read(): Promise<BackupReport | null> {
    let since
    try {
      since = statSync(settingsFile).mtime.toISOString()
    } catch {
      return null
    }
    try {
      const { index } = readSettings(settingsFile, parseBackupSettings)
      return reportOn(await readIndex(index), since)
    } catch (error) {
      return { ...reportOn([], since), error: (error as Error).message }
    }
  }

  return {
    /** As last read; begins to read anew when it is time to. */
    look(): BackupReport | null {
      if (!busy && uptime() - readAt >= everyMilliseconds) {
        busy = true
        readAt = uptime()
        void read().then((found) => {
          report = found
          busy = false
        })
      }
      return report
    },
  }
}

/** What the peer is told, so that one of the two makes the backups, and neither misses those of the other. */
export function tellBackups(report: BackupReport | null, status: PlaceStatus) {
  if (report === null) return {}
  const fit = status.role === 'STANDBY' && mayRunHere(status, null).run
  return { backups: { fit, lastAt: report.last?.at ?? null, provenAt: report.provenAt } }
}
