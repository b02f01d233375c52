import assert from 'node:assert/strict'
import { appendFileSync, chmodSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { backupsReader, reportOn, tellBackups } from '../../../../agent/backup/report.ts'
import type { BackupReport } from '../../../../agent/backup/report.ts'
import type { BackupRecord } from '../../../../agent/backup/record.ts'
import { until } from '../../../e2e/support/until.ts'
import { healthyNode } from '../alerts/healthy.ts'
import { backup, chainOf, later, tried } from './records.ts'
import { exampleBackupSettings } from './settings-example.ts'
import { scratch } from './store/scratch.ts'

const monday = new Date('2026-11-30T01:59:00Z')
const since = '2026-11-01T00:00:00.000Z'
const [full, second, third] = chainOf(monday, 3) as [BackupRecord, BackupRecord, BackupRecord]
const nextWeek = backup(new Date('2026-12-07T01:59:00Z'), null)
const provenOn = (record: BackupRecord, minutes: number) => {
  const verified = { at: later(monday, minutes).toISOString(), result: 'proven' as const, detail: 'a trial' }
  return { ...record, verified }
}

describe('what the index comes to', () => {
  const lastOf = ({ id, endedAt, sizeBytes }: BackupRecord) => ({ id, at: endedAt, sizeBytes })
  const cases: [what: string, records: BackupRecord[], report: Partial<BackupReport>][] = [
    ['no backup', [], { last: null }],
    ['one', [full], { last: lastOf(full) }],
    ['several', [full, second, third], { last: lastOf(third) }],
    ['one that is proven', [tried(full), second], { last: lastOf(second), provenAt: full.endedAt }],
    [
      'two proofs, the later one of the older backup',
      [provenOn(full, 9000), provenOn(second, 2000)],
      { last: lastOf(second), provenAt: second.endedAt },
    ],
    [
      'a trial that failed, after one that went well',
      [tried(full), tried(second, 'failed'), third],
      { last: lastOf(third), provenAt: full.endedAt, failedProof: 'a trial' },
    ],
    ['a trial that failed in an older chain', [tried(full, 'failed'), nextWeek], { last: lastOf(nextWeek) }],
    ['a trial that failed alone', [tried(full, 'failed')], { last: lastOf(full), failedProof: 'a trial' }],
  ]
  for (const [what, records, report] of cases)
    test(what, () =>
      assert.deepEqual(reportOn(records, since), {
        since,
        provenAt: null,
        failedProof: '',
        error: '',
        ...report,
      }),
    )
})

describe('what the peer is told', () => {
  const report = reportOn([tried(full), second], since)
  const times = { lastAt: second.endedAt, provenAt: full.endedAt }
  test('nothing where no backups are made', () =>
    assert.deepEqual(tellBackups(null, healthyNode('STANDBY')), {}))
  test('a healthy standby would make one', () =>
    assert.deepEqual(tellBackups(report, healthyNode('STANDBY')), { backups: { fit: true, ...times } }))
  test('a standby that does not replicate would not', () =>
    assert.deepEqual(tellBackups(report, { ...healthyNode('STANDBY'), replication: null }), {
      backups: { fit: false, ...times },
    }))
  test('a primary would not, even alone', () =>
    assert.deepEqual(tellBackups(report, { ...healthyNode('PRIMARY'), peer: null }), {
      backups: { fit: false, ...times },
    }))
  test('no times before the first one', () =>
    assert.deepEqual(tellBackups(reportOn([], since), healthyNode('STANDBY')), {
      backups: { fit: true, lastAt: null, provenAt: null },
    }))
})

test('the index is read now and then, and what is wrong with it is told', async (context) => {
  const directory = scratch(context)
  const [file, index] = [join(directory, 'backup.json'), join(directory, 'index')]
  let uptime = 0
  const reader = backupsReader(file, () => uptime)
  const after = async (what: string, expected: (report: BackupReport | null) => boolean) => {
    uptime += 10_000
    await until(what, 10, () => expected(reader.look()))
  }
  assert.equal(reader.look(), null)
  writeFileSync(file, JSON.stringify({ ...exampleBackupSettings, index }), { mode: 0o600 })
  await after('an empty index', (report) => report?.last === null && report.error === '')
  assert.ok(Math.abs(Date.parse(reader.look()!.since) - Date.now()) < 60_000)
  appendFileSync(index, JSON.stringify(full) + '\n')
  uptime += 9000
  for (let time = 0; time < 3; time++) assert.equal(reader.look()?.last, null)
  await after('a backup', (report) => report?.last?.id === full.id)
  appendFileSync(index, '{}\n')
  await after('a line that is none', (report) => /index:2: identity must be/.test(report?.error ?? ''))
  assert.equal(reader.look()?.last, null)
  chmodSync(file, 0o644)
  await after('settings that others can read', (report) => /can be read by others/.test(report?.error ?? ''))
  rmSync(file)
  await after('no settings', (report) => report === null)
})
