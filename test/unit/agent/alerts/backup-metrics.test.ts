import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { reportOn } from '../../../../agent/backup/report.ts'
import type { BackupReport } from '../../../../agent/backup/report.ts'
import { metricsText } from '../../../../agent/metrics/metrics.ts'
import { chainOf, tried } from '../backup/records.ts'
import { healthyStatus } from './healthy.ts'

const since = '2026-11-01T00:00:00.000Z'
const [full, second] = chainOf(new Date('2026-11-30T01:59:00Z'), 2)
const seconds = (time: string) => Date.parse(time) / 1000

describe('the metrics of backups', () => {
  const cases: [what: string, backups: BackupReport | null, last: string | null, proven: string | null][] = [
    ['where none are made', null, null, null],
    ['before the first one', reportOn([], since), null, null],
    ['after the first one', reportOn([full!], since), '2026-11-30T02:09:00Z', null],
    ['after its proof', reportOn([tried(full!)], since), '2026-11-30T02:09:00Z', '2026-11-30T02:09:00Z'],
    [
      'after the next one',
      reportOn([tried(full!), second!], since),
      '2026-12-01T02:09:00Z',
      '2026-11-30T02:09:00Z',
    ],
    [
      'after a trial that failed',
      reportOn([tried(full!), tried(second!, 'failed')], since),
      '2026-12-01T02:09:00Z',
      '2026-11-30T02:09:00Z',
    ],
    ['when the index cannot be read', { ...reportOn([], since), error: 'line 3' }, null, null],
  ]
  for (const [what, backups, last, proven] of cases)
    for (const role of ['PRIMARY', 'STANDBY'] as const)
      test(`of a ${role} ${what}`, () => {
        const status = { ...healthyStatus(role), backups }
        const found = [...metricsText(status, 'shop', 0).matchAll(/^mysqlha_backup_(\w+)\{(.*)\} (.*)$/gm)]
        const labels = `cluster="shop",node="${status.nodeId}"`
        const expected = [
          ...(last === null ? [] : [['last_timestamp_seconds', labels, String(seconds(last))]]),
          ...(proven === null ? [] : [['proven_timestamp_seconds', labels, String(seconds(proven))]]),
        ]
        assert.deepEqual(
          found.map(([, ...parts]) => parts),
          expected,
        )
      })

  for (const [severity, value] of [
    ['warning', 1],
    ['critical', 2],
  ] as const)
    for (const rule of ['backup', 'backup-proof'])
      test(`the alarm ${rule}, ${severity}`, () => {
        const alert = { rule, severity, message: '', since }
        const text = metricsText({ ...healthyStatus('STANDBY'), alerts: [alert] }, 'shop', 0)
        const values = [...text.matchAll(/^mysqlha_alert\{.*rule="(backup[a-z-]*)"\} (\d)$/gm)]
        assert.deepEqual(Object.fromEntries(values.map(([, name, found]) => [name, Number(found)])), {
          backup: 0,
          'backup-proof': 0,
          [rule]: value,
        })
      })
})
