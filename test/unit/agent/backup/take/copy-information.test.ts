import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import {
  needPrepared,
  parseCopyInformation,
  readCopyInformation,
} from '../../../../../agent/backup/take/copy-information.ts'
import { scratch } from '../store/scratch.ts'

const uuid = '03dbbf1f-e744-11f1-a30d-66e2002bffcd'
const other = '5da251ea-74c1-11eb-8aac-fa163e95ab6d'
const lines = (...text: string[]) => text.join('\n') + '\n'

/** `xtrabackup_checkpoints`, with what each release adds. */
const checkpoints = (type: string, from: number, to: number, ...more: string[]) =>
  lines(`backup_type = ${type}`, `from_lsn = ${from}`, `to_lsn = ${to}`, `last_lsn = ${to + 9}`, ...more)

/** `xtrabackup_info`. */
const information = (tool: string, position: string, ...more: string[]) =>
  lines(
    'uuid = f295f16f-00ae-11ea-a34c-0242ac110002',
    'name = ',
    `tool_name = ${tool}`,
    'tool_command = --defaults-file=/run/x/login.cnf --backup --parallel=2 --target-dir=/run/x/backup-1',
    'tool_version = 8.0.35-31',
    'start_time = 2026-11-30 01:59:00',
    'end_time = 2026-11-30 01:59:07',
    'lock_time = 1',
    `binlog_pos = ${position}`,
    'innodb_from_lsn = 0',
    'innodb_to_lsn = 5104670069',
    'partial = N',
    ...more,
  )
const after24 = ['compact = 0', 'recover_binlog_info = 0', 'flushed_lsn = 5104670078']
const after8 = ['flushed_lsn = 18153149', 'redo_memory = 0', 'redo_frames = 0']

type Expected = [kind: string, fromLsn: string, toLsn: string, file: string, position: number, gtid: string]
const cases: [what: string, checkpoints: string, information: string, expected: Expected][] = [
  [
    'XtraBackup 2.4, full',
    checkpoints('full-backuped', 0, 5104670069, ...after24),
    information(
      'xtrabackup',
      `filename 'mysql-bin.000003', position '194', GTID of the last change '${uuid}:1-67'`,
      'incremental = N',
      'compact = N',
    ),
    ['full', '0', '5104670069', 'mysql-bin.000003', 194, `${uuid}:1-67`],
  ],
  [
    'XtraBackup 2.4, of a server without GTIDs',
    checkpoints('full-backuped', 0, 7, ...after24),
    information('xtrabackup', "filename 'binlog.000139', position '120'"),
    ['full', '0', '7', 'binlog.000139', 120, ''],
  ],
  [
    'XtraBackup 8.0, incremental, GTIDs of several servers on several lines',
    checkpoints('incremental', 18153149, 20328125, ...after8),
    information(
      'xtrabackup',
      `filename 'mysql-bin.000007', position '1763', GTID of the last change '${uuid}:1-21:25,\n${other}:1-8'`,
      'incremental = Y',
      'format = xbstream',
    ),
    ['incremental', '18153149', '20328125', 'mysql-bin.000007', 1763, `${uuid}:1-21:25,${other}:1-8`],
  ],
  [
    'mariadb-backup 10.11, full',
    checkpoints('full-backuped', 0, 437483551527),
    information(
      'mariadb-backup',
      "filename 'mysql-bin.000026', position '14563409', GTID of the last change '0-10210-2631941'",
      'incremental = N',
    ),
    ['full', '0', '437483551527', 'mysql-bin.000026', 14563409, '0-10210-2631941'],
  ],
  [
    'mariadb-backup 11.8, incremental, two domains',
    checkpoints('incremental', 46000, 46500),
    information(
      'mariadb-backup',
      "filename 'mysql-bin.000002', position '859', GTID of the last change '0-1-3,1-1-7'",
    ),
    ['incremental', '46000', '46500', 'mysql-bin.000002', 859, '0-1-3,1-1-7'],
  ],
  [
    'mariadb-backup of a server that has written nothing',
    checkpoints('full-backuped', 0, 46000),
    information('mariadb-backup', "filename 'mysql-bin.000001', position '325', GTID of the last change ''"),
    ['full', '0', '46000', 'mysql-bin.000001', 325, ''],
  ],
]

describe('what a backup program says of its copy', () => {
  for (const [what, points, info, [kind, fromLsn, toLsn, binlogFile, binlogPosition, gtid]] of cases)
    test(what, () =>
      assert.deepEqual(parseCopyInformation(points, info), {
        kind,
        coordinates: { fromLsn, toLsn, binlogFile, binlogPosition, gtid, gtidAtMost: gtid },
      }),
    )

  const [, points, info] = cases[0]!
  const missing: [what: string, checkpoints: string, information: string, why: RegExp][] = [
    ['its kind', points.replace(/^backup_type.*\n/, ''), info, /does not say its backup_type/],
    ['a kind that is known', points.replace('full-backuped', 'log-applied'), info, /its backup_type/],
    ['where it begins', points.replace(/^from_lsn.*\n/m, ''), info, /does not say its from_lsn/],
    ['a number where it begins', points.replace('from_lsn = 0', 'from_lsn ='), info, /its from_lsn/],
    ['where it ends', points.replace(/^to_lsn.*\n/m, ''), info, /does not say its to_lsn/],
    ['anything', '', info, /does not say/],
    ['its place in the logs', points, info.replace(/^binlog_pos.*\n/m, ''), /place in the binary logs/],
    ['a place: no binary log is written', points, info.replace(/^(binlog_pos =).*/m, '$1'), /place in the/],
    ['a position', points, info.replace("position '194'", "position ''"), /place in the binary logs/],
    ['anything of the server', points, '', /place in the binary logs/],
  ]
  for (const [what, wrongPoints, wrongInfo, why] of missing)
    test(`refused without ${what}`, () =>
      assert.throws(() => parseCopyInformation(wrongPoints, wrongInfo), why))
})

describe('the files in which it says so', () => {
  const [, points, info] = cases[3]!
  const names = [
    ['xtrabackup_checkpoints', 'xtrabackup_info'],
    ['mariadb_backup_checkpoints', 'mariadb_backup_info'],
  ] as const
  for (const [first, second] of names)
    test(`${first} and ${second}`, async (context) => {
      const directory = scratch(context)
      writeFileSync(join(directory, first), points)
      await assert.rejects(readCopyInformation(directory), /left no xtrabackup_info or mariadb_backup_info/)
      writeFileSync(join(directory, second), info)
      assert.deepEqual(await readCopyInformation(directory), parseCopyInformation(points, info))
    })

  test('none', async (context) => {
    await assert.rejects(readCopyInformation(scratch(context)), /left no xtrabackup_checkpoints or/)
  })
})

describe('a copy that was put together', () => {
  const said = (type: string, lsn: string) =>
    `backup_type = ${type}\nfrom_lsn = 0\nto_lsn = ${lsn}\nlast_lsn = ${lsn}\n`
  const texts: [what: string, text: string | null, why: RegExp | null][] = [
    ['by XtraBackup', said('full-prepared', '42'), null],
    ['by mariadb-backup', said('log-applied', '42'), null],
    ['not at all', said('full-backuped', '42'), /not put together: they are full-backuped/],
    ['without its last increment', said('log-applied', '41'), /those of LSN 41, not 42/],
    ['by a program that says nothing', '', /not put together/],
    ['by a program that leaves nothing', null, /left no xtrabackup_checkpoints or/],
  ]
  for (const [what, text, why] of texts)
    test(`${why === null ? 'is known' : 'is none'}: ${what}`, async (context) => {
      const directory = scratch(context)
      if (text !== null) writeFileSync(join(directory, 'xtrabackup_checkpoints'), text)
      if (why === null) await needPrepared(directory, '42')
      else await assert.rejects(needPrepared(directory, '42'), why)
    })
})
