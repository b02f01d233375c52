import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseBackupSettings } from '../../../../agent/backup/settings.ts'
import { flavours } from '../../../../lab/flavours.ts'
import { backupWindow } from '../../../../roles/decisions.ts'
import { xtrabackup } from '../../../../roles/xtrabackup/role.ts'
import { backupSettings } from '../../../../roles/xtrabackup/settings.ts'
import { backupVariables, type BackupVariables } from '../../../../roles/xtrabackup/variables.ts'
import type { Facts } from '../../../../src/plan/facts.ts'
import type { RoleHost } from '../../../../src/plan/role.ts'
import { Secret } from '../../../../src/values/secret.ts'

const plain = { mysql_version: '9.7.4' }

function hostOf(vars: Record<string, unknown>): RoleHost<BackupVariables> {
  const parsed = backupVariables.parse({ ...plain, ...vars })
  return { name: 'node1', address: '10.0.0.1', vars: parsed, groups: [], others: [], position: 0 }
}

function planOf(vars: Record<string, unknown>, window = backupWindow.default) {
  const host = hostOf(vars)
  const context = {
    hosts: [host],
    decision: () => window,
    secret: (key: string) => new Secret('secret', key),
  }
  return xtrabackup.phases(context).map(({ name, steps }) => ({
    name,
    titles: steps(host).map(({ title }) => title),
  }))
}

function titlesOf(vars: Record<string, unknown>, window?: string): string[] {
  return planOf(vars, window).flatMap(({ titles }) => titles)
}

function settingsOf(vars: Record<string, unknown>, timeZone = 'Asia/Shanghai') {
  const facts = { timeZone } as Facts
  const published = (): never => assert.fail('the settings need nothing that was published')
  const text = backupSettings(hostOf(vars).vars).resolve({ facts, published })
  return parseBackupSettings(JSON.parse(text))
}

const usual = [
  'The host can back its server up',
  'The time zone of the host is known',
  '/alidata/backup exists',
  '/alidata/xtrabackup_cron/var exists',
  'The agent knows how backups are made',
  'Backups are made each night',
  'Backups are restored for a trial',
]

describe('the plan of the role', () => {
  const versions: Record<string, Record<string, unknown>> = {
    mysql97: plain,
    mariadb1011: { mysql_version: '10.11.18', mysql_flavour: 'mariadb', mysql_install: 'package' },
    mysql56: { mysql_version: '5.6.24' },
  }
  for (const [name, { variables }] of Object.entries(flavours))
    test(`${name}, as its lab's inventory says`, () => {
      const own = name === 'mariadb1011' ? ['The backup program is installed'] : []
      assert.deepEqual(titlesOf({ ...versions[name], ...variables }), [...own, ...usual])
    })

  test('only the flavour that nothing can back up does without', () => {
    const missing = (name: string) => hostOf(flavours[name]?.variables ?? {}).vars.backup_tool_missing
    assert.deepEqual(Object.keys(flavours).map(missing), ['refuse', 'refuse', 'warn'])
  })

  test('what is asked for is looked for on the host', () => {
    const titles = titlesOf({
      backup_compression: 'zstd',
      backup_key_file: '/etc/mysqlha/backup.key',
      backup_snapshot_command: '/usr/local/sbin/snap',
      backup_snapshot_after_command: '/usr/local/sbin/unsnap',
      backup_time_zone: 'Asia/Shanghai',
    })
    assert.deepEqual(
      titles.filter((title) => !usual.includes(title)),
      [
        'zstd is installed',
        'The key of the backups is there, for root alone',
        'backup_snapshot_command can be run',
        'backup_snapshot_after_command can be run',
      ],
    )
    assert.ok(!titles.includes('The time zone of the host is known'))
  })

  test('switched off: timers and settings go, and nothing is asked of the host', () => {
    assert.deepEqual(planOf({ backup_enabled: false, backup_time: '12:00' }), [
      { name: 'means', titles: [] },
      {
        name: 'files',
        titles: ['mysqlha-backup does not run', 'mysqlha-verify does not run', 'The agent makes no backups'],
      },
      { name: 'timers', titles: [] },
    ])
  })

  test('a time outside of the window is found while the plan is made', () => {
    assert.throws(() => titlesOf({ backup_time: '12:00' }), { code: 'BadInventory' })
    assert.throws(() => titlesOf({}, '22:00-04:00'), { code: 'BadInventory' })
  })
})

describe('the settings file is one that the agent takes', () => {
  test('with the defaults of the manual', () =>
    assert.deepEqual(settingsOf({}), {
      directory: '/alidata/backup',
      index: '/alidata/xtrabackup_cron/var/mysql_increment_hot_backup.index',
      timeZone: 'Asia/Shanghai',
      fullDay: 'monday',
      keepChains: 1,
      compression: 'none',
      keyFile: null,
      scratchMemoryMegabytes: 256,
      snapshot: null,
      runDirectory: '/run/mysqlha/backup',
    }))

  test('with everything', () => {
    const settings = settingsOf({
      backup_full_day: 'sunday',
      backup_keep_chains: 0,
      backup_time_zone: 'UTC',
      backup_compression: 'zstd',
      backup_key_file: '/etc/mysqlha/backup.key',
      backup_snapshot_command: '/usr/local/sbin/snap',
      backup_snapshot_after_command: '/usr/local/sbin/unsnap',
      backup_snapshot_lock_seconds: 60,
    })
    assert.equal(settings.timeZone, 'UTC')
    assert.equal(settings.keyFile, '/etc/mysqlha/backup.key')
    assert.deepEqual(settings.snapshot, {
      take: '/usr/local/sbin/snap',
      after: '/usr/local/sbin/unsnap',
      lockSeconds: 60,
    })
  })
})

describe('what the schema cannot see', () => {
  const cases: readonly [Record<string, unknown>, string[]][] = [
    [{}, []],
    [{ backup_directory: '/alidata/mysql/data/backup' }, ['backup_directory']],
    [{ backup_directory: '/alidata/mysql/database' }, []],
    [{ backup_directory: '/alidata/mysql/log' }, ['backup_directory']],
    [{ backup_directory: '/alidata' }, ['backup_directory', 'backup_directory', 'backup_directory']],
    [{ backup_directory: '/alidata', backup_enabled: false }, []],
    [{ backup_snapshot_after_command: '/bin/true' }, ['backup_snapshot_after_command']],
  ]
  for (const [vars, problems] of cases)
    test(JSON.stringify(vars), () =>
      assert.deepEqual(
        (xtrabackup.check?.([hostOf(vars)]) ?? []).map(({ variable }) => variable),
        problems,
      ),
    )

  const wrong: readonly Record<string, unknown>[] = [
    { backup_time: '24:00' },
    { backup_time: '1:59' },
    { backup_time_zone: 'Asia/Nowhere' },
    { backup_full_day: 'Monday' },
    { backup_verify_days: [] },
    { backup_key_file: 'key' },
    { backup_snapshot_lock_seconds: 61 },
    { backup_tool_missing: 'ignore' },
  ]
  for (const vars of wrong)
    test(`the schema refuses ${JSON.stringify(vars)}`, () =>
      assert.equal(backupVariables.safeParse({ ...plain, ...vars }).success, false))
})
