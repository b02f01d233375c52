import type { BackupRecord } from './record.ts'

/** The index for a terminal: a line a backup, the newest last. */
export function listText(records: readonly BackupRecord[]): string {
  if (records.length === 0) return 'there are no backups\n'
  return records.map((record) => `${lineOf(record)}\n`).join('')
}

function lineOf({ id, tool, sizeBytes, endedAt, coordinates, verified }: BackupRecord): string {
  const proof = verified === null ? 'not verified' : `${verified.result} ${verified.at}`
  const megabytes = Math.max(1, Math.round(sizeBytes / 1e6))
  return `${id.padEnd(30)} ${tool.padEnd(14)} ${String(megabytes).padStart(8)} MB  ended ${endedAt}  ${coordinates.binlogFile}:${coordinates.binlogPosition}  ${proof}`
}
