import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { stringify } from 'yaml'
import { reportOn } from '../../../agent/backup/report.ts'
import { metricsText } from '../../../agent/metrics/metrics.ts'
import { healthyStatus } from '../agent/alerts/healthy.ts'
import { backup, tried } from '../agent/backup/records.ts'
import { withScratch } from '../modules/harness.ts'
import { backupCases } from './prometheus-backup-cases.ts'
import { healthySeries, inputSeries } from './prometheus-series.ts'

const rulesFile = join(import.meta.dirname, '..', '..', '..', 'docs', 'prometheus', 'mysqlha.rules.yml')

/** What changes within a healthy pair, and what fires after three minutes: `Alert` or `Alert@node`. */
const cases: [name: string, change: Readonly<Record<string, string | undefined>>, firing: string[]][] = [
  ['a healthy pair', {}, []],
  ['the I/O thread stops', { 'replication_io_running b': '1x4 0x16' }, ['MySQLReplicaIOThread@b']],
  [
    'replication is gone',
    {
      'replication_io_running b': undefined,
      'replication_sql_running b': undefined,
      'replication_lag_seconds b': undefined,
    },
    ['MySQLReplicaNotConfigured@b'],
  ],
  ['the SQL thread stops', { 'replication_sql_running b': '1x4 0x16' }, ['MySQLReplicaSQLThread@b']],
  ['the source side goes off', { 'semisync_source_on a': '1x4 0x16' }, ['MySQLSemiSync@a']],
  ['the client goes', { 'semisync_clients a': '1x4 0x16' }, ['MySQLSemiSync@a']],
  ['the replica side goes off', { 'semisync_replica_on b': '1x4 0x16' }, ['MySQLSemiSync@b']],
  [
    'a pair without semi-sync',
    {
      'semisync_expected a': '0x20',
      'semisync_expected b': '0x20',
      'semisync_source_on a': '0x20',
      'semisync_clients a': '0x20',
      'semisync_replica_on b': '0x20',
    },
    [],
  ],
  [
    'a commit between two scrapes',
    { 'semisync_unacknowledged_total a': '7x4 8x16' },
    ['MySQLSemiSyncUnacknowledgedCommits@a'],
  ],
  ['the standby lags', { 'replication_lag_seconds b': '5x4 6x16' }, ['MySQLReplicaLag@b']],
  [
    'the lag cannot be read',
    { 'replication_lag_seconds b': undefined, 'alert b lag': '0x4 2x16' },
    ['MySQLReplicaLagUnknown@b'],
  ],
  ['a disk is full', { 'alert a disk': '0x4 2x16' }, ['MySQLHADisk@a']],
  ['a disk is nearly full', { 'alert a disk': '0x4 1x16' }, ['MySQLHADiskLow@a']],
  ['a long transaction', { 'oldest_transaction_seconds a': '60x4 61x16' }, ['MySQLLongTransaction@a']],
  ['a long dump', { 'oldest_read_transaction_seconds a': '60x4 61x16' }, ['MySQLLongReadTransaction@a']],
  [
    'keepalived there and back between two scrapes',
    { 'vrrp_transitions_total b': '4x10 6x9' },
    ['KeepalivedStateChange@b'],
  ],
  ['keepalived changes', { 'vrrp_state b': '2x10 1x9' }, ['KeepalivedStateChange@b']],
  ['keepalived stopped long ago', { 'vrrp_state b': '0x20' }, ['KeepalivedStopped@b']],
  ['nobody leads', { 'role a primary': '1x4 0x16' }, ['MySQLHANoPrimary']],
  [
    'two lead',
    { 'role b primary': '0x4 1x16', 'semisync_source_on b': '1x20', 'semisync_clients b': '1x20' },
    ['MySQLHANoPrimary'],
  ],
  ['two hold the VIP', { 'vip_present b': '0x4 1x16' }, ['MySQLHANoPrimary']],
  ['nobody stands by', { 'role b standby': '1x4 0x16' }, ['MySQLHANotRedundant']],
  ['the standby takes writes', { 'read_only b': '1x4 0x16' }, ['MySQLHAWritableStandby@b']],
  ['a node has diverged', { 'role b diverged': '0x4 1x16' }, ['MySQLHADiverged@b']],
  ['a server is down', { 'mysql_up b': '1x4 0x16' }, ['MySQLDown@b']],
  ['the other node is silent', { 'peer_reachable a': '1x4 0x16' }, ['MySQLHAPeerSilent@a']],
  ['the witness is silent', { 'witness_reachable b': '1x4 0x16' }, ['MySQLHAWitnessSilent@b']],
  ['an agent is gone, its file stays', { 'agent_time_seconds b': '0+15x4 60x16' }, ['MySQLHAAgentSilent@b']],
  ...backupCases,
]

const backups = reportOn([tried(backup(new Date('2026-11-30T01:59:00Z'), null))], '2026-11-01T00:00:00.000Z')

function promtool(words: readonly string[], input = '') {
  const { error, status, stdout, stderr } = spawnSync('promtool', words, { input, encoding: 'utf8' })
  assert.equal(error, undefined, 'promtool is missing (Debian: apt install prometheus)')
  return { status, said: `${stdout}${stderr}` }
}

function testOf([name, change, firing]: (typeof cases)[number]) {
  const samples = firing.map((one) => {
    const [alert, node] = one.split('@')
    return { labels: `{alertname="${alert}"${node === undefined ? '' : `, node="${node}"`}}`, value: 1 }
  })
  return {
    name,
    interval: '15s',
    input_series: inputSeries({ ...healthySeries, ...change }),
    promql_expr_test: [
      {
        expr: 'max by (alertname, node) (ALERTS{alertstate="firing"})',
        eval_time: '3m',
        exp_samples: samples,
      },
    ],
  }
}

describe('Prometheus', () => {
  test('takes the rules', () => {
    const { status, said } = promtool(['check', 'rules', rulesFile])
    assert.equal(status, 0, said)
  })

  test('fires what each case says, and nothing else', () =>
    withScratch(async (directory) => {
      const file = join(directory, 'cases.yml')
      writeFileSync(
        file,
        stringify({ rule_files: [rulesFile], evaluation_interval: '15s', tests: cases.map(testOf) }),
      )
      const { status, said } = promtool(['test', 'rules', file])
      assert.equal(status, 0, said)
    }))

  test('each rule has a case', () => {
    const rules = [...readFileSync(rulesFile, 'utf8').matchAll(/- alert: (\w+)/g)].map(([, name]) => name)
    const named = new Set(cases.flatMap(([, , firing]) => firing.map((one) => one.split('@')[0])))
    assert.deepEqual([...named].sort(), rules.sort())
  })

  for (const role of ['PRIMARY', 'STANDBY'] as const)
    test(`takes the metrics of a ${role}`, () => {
      const text = metricsText({ ...healthyStatus(role), backups }, 'a "shop"\n\\', 1700000000)
      const { status, said } = promtool(['check', 'metrics'], text)
      assert.equal(status, 0, `${said}${text}`)
    })

  test('every metric that a rule names is written', () => {
    const written = (['PRIMARY', 'STANDBY'] as const)
      .map((role) => metricsText({ ...healthyStatus(role), backups }, 'shop', 0))
      .join('')
    const named = readFileSync(rulesFile, 'utf8').match(/mysqlha_\w+/g) ?? []
    for (const name of new Set(named)) assert.match(written, new RegExp(`^${name}\\{`, 'm'))
  })
})
