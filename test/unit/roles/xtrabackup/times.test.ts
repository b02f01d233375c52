import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { timerUnits } from '../../../../modules/system/timer-units.ts'
import { backupTimers } from '../../../../roles/xtrabackup/timers.ts'
import { backupTimes } from '../../../../roles/xtrabackup/times.ts'
import { backupVariables } from '../../../../roles/xtrabackup/variables.ts'

function timesOf(vars: Record<string, unknown>, window = '01:59-05:00') {
  return backupTimes('node1', backupVariables.parse({ mysql_version: '9.7.4', ...vars }), window)
}

describe('the times of a host', () => {
  const right: readonly [Record<string, unknown>, string | undefined, string, string][] = [
    [{}, undefined, '*-*-* 01:59:00', 'Mon,Sun *-*-* 04:30:00'],
    [{}, '02:00-05:00', '*-*-* 02:00:00', 'Mon,Sun *-*-* 04:30:00'],
    [{ backup_time: '03:10' }, undefined, '*-*-* 03:10:00', 'Mon,Sun *-*-* 04:30:00'],
    [
      { backup_time: '05:00', backup_verify_time: '05:01' },
      undefined,
      '*-*-* 05:00:00',
      'Mon,Sun *-*-* 05:01:00',
    ],
    [{ backup_full_day: 'sunday' }, undefined, '*-*-* 01:59:00', 'Sat,Sun *-*-* 04:30:00'],
    [{ backup_verify_days: ['friday', 'tuesday'] }, undefined, '*-*-* 01:59:00', 'Tue,Fri *-*-* 04:30:00'],
    [{ backup_time: '01:00' }, '22:00-04:00', '*-*-* 01:00:00', 'Mon,Sun *-*-* 04:30:00'],
    [{ backup_verify_time: '23:30' }, '22:00-04:00', '*-*-* 22:00:00', 'Mon,Sun *-*-* 23:30:00'],
    [
      { backup_time_zone: 'Asia/Shanghai' },
      undefined,
      '*-*-* 01:59:00 Asia/Shanghai',
      'Mon,Sun *-*-* 04:30:00 Asia/Shanghai',
    ],
  ]
  for (const [vars, window, backup, verify] of right)
    test(`${JSON.stringify(vars)} in ${window ?? 'the default'}`, () =>
      assert.deepEqual(timesOf(vars, window), { backup, verify }))

  const wrong: readonly [Record<string, unknown>, string, RegExp][] = [
    [{ backup_time: '01:58' }, '01:59-05:00', /node1: backup_time is 01:58, .* backup_window is 01:59-05:00/],
    [{ backup_time: '05:01' }, '01:59-05:00', /backup_time is 05:01/],
    [{ backup_time: '12:00' }, '22:00-04:00', /backup_time is 12:00/],
    [{ backup_verify_time: '01:59' }, '01:59-05:00', /backup_verify_time is 01:59, .* begins at 01:59/],
    [{}, '22:00-04:00', /backup_verify_time is 04:30, .* begins at 22:00/],
  ]
  for (const [vars, window, message] of wrong)
    test(`${JSON.stringify(vars)} in ${window} is refused`, () =>
      assert.throws(() => timesOf(vars, window), { code: 'BadInventory', message }))
})

describe('the units', () => {
  const [backup, verify] = backupTimers(timesOf({}))

  test('of the backup', () =>
    assert.deepEqual(timerUnits(backup), {
      service: `[Unit]
Description=Backup of the MySQL pair
After=mysqld.service mysqlha-agent.service

[Service]
Type=oneshot
Nice=10
IOSchedulingClass=idle
CPUWeight=20
OOMScoreAdjust=500
ExecStart=/bin/sh -c "exec /usr/local/sbin/mysqlha backup run --patient"
`,
      timer: `[Unit]
Description=Backup of the MySQL pair

[Timer]
OnCalendar=*-*-* 01:59:00
Persistent=true

[Install]
WantedBy=timers.target
`,
    }))

  test('of the trial restore, which waits for a backup that runs', () => {
    const { service, timer } = timerUnits(verify)
    assert.match(service, /^After=mysqld\.service mysqlha-agent\.service mysqlha-backup\.service$/m)
    assert.match(service, /^ExecStart=.*mysqlha backup verify"$/m)
    assert.match(timer, /^OnCalendar=Mon,Sun \*-\*-\* 04:30:00$/m)
  })
})
