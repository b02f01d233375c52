import assert from 'node:assert/strict'
import type { BackupReport } from '../../../../agent/backup/report.ts'
import type { Case } from './case.ts'

/** Backups, as the rules see them. */
export const backupCases: readonly Case[] = [
  ['backups of this morning', 'STANDBY', (seen) => (seen.report.backups = backups({})), []],
  [
    'set up a moment ago, none made yet',
    'PRIMARY',
    (seen) => (seen.report.backups = backups({ last: null, provenAt: null })),
    [],
  ],
  [
    'a backup was missed',
    'STANDBY',
    (seen) => (seen.report.backups = backups(yesterday)),
    ['backup warning'],
  ],
  [
    'two were missed',
    'STANDBY',
    (seen) => (seen.report.backups = backups({ ...yesterday, last: last('2025-12-31T00:04:05.000Z') })),
    ['backup critical'],
  ],
  [
    'missed here, made by the other node',
    'STANDBY',
    (seen) => {
      seen.report.backups = backups({ ...yesterday, provenAt: null })
      assert.ok(seen.node.peer)
      seen.node.peer.backups = {
        fit: false,
        lastAt: '2026-01-02T02:00:00.000Z',
        provenAt: '2026-01-01T02:00:00.000Z',
      }
    },
    [],
  ],
  [
    'no proof for long',
    'PRIMARY',
    (seen) =>
      (seen.report.backups = backups({
        ...yesterday,
        last: last('2026-01-02T02:00:00.000Z'),
        provenAt: '2025-12-24T03:00:00.000Z',
      })),
    ['backup-proof warning'],
  ],
  [
    'the newest proof failed',
    'PRIMARY',
    (seen) => (seen.report.backups = backups({ failedProof: 'a table is missing' })),
    ['backup-proof critical'],
  ],
  [
    'the index cannot be read',
    'PRIMARY',
    (seen) => (seen.report.backups = backups({ error: 'line 3' })),
    ['backup critical'],
  ],
]

const last = (at: string) => ({ id: '2026-01-01T015900-full', at, sizeBytes: 1 })
/** Long set up, and late by more than a day. */
const yesterday = {
  since: '2025-12-01T00:00:00.000Z',
  last: last('2026-01-01T01:00:00.000Z'),
  provenAt: '2026-01-01T02:00:00.000Z',
}

function backups(change: Partial<BackupReport>): BackupReport {
  return {
    since: '2026-01-02T02:00:00.000Z',
    last: last('2026-01-02T02:00:00.000Z'),
    provenAt: '2026-01-02T02:30:00.000Z',
    failedProof: '',
    error: '',
    ...change,
  }
}
