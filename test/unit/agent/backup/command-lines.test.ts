import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { prepareSteps } from '../../../../agent/backup/restore/prepare.ts'
import { throwawayArgs } from '../../../../agent/backup/restore/throwaway-server.ts'
import { backupCommand } from '../../../../agent/rebuild/command-lines.ts'
import { capabilitiesOf } from '../../../../src/mysql/capabilities.ts'
import { parseServerVersion } from '../../../../src/mysql/version.ts'

const server = {
  configFile: '/etc/my.cnf',
  socket: '/run/mysqld/mysqld.sock',
  user: 'mysqlha',
  password: 'canary',
}
type Tool = 'mariadb-backup' | 'xtrabackup'
const formats = { 'mariadb-backup': 'mbstream', xtrabackup: 'xbstream' } as const

describe('the command line of a copy', () => {
  const further: [what: string, options: string[]][] = [
    ['full', ['--extra-lsndir=/run/x/backup-1']],
    ['incremental', ['--extra-lsndir=/run/x/backup-1', '--incremental-lsn=18153149']],
  ]
  // XtraBackup 2.4 and 8 take the same one.
  for (const tool of ['mariadb-backup', 'xtrabackup'] as const)
    for (const [what, options] of further)
      test(`${tool}, ${what}`, () => {
        const command = backupCommand(tool, server, '/run/x/backup-1', options)
        assert.equal(command.program, tool === 'xtrabackup' ? 'xtrabackup' : 'mariadbBackup')
        assert.equal(
          command.args('/run/x/login.cnf').join(' '),
          `--defaults-file=/run/x/login.cnf --backup --stream=${formats[tool]} --parallel=2` +
            ` --target-dir=/run/x/backup-1 --open-files-limit=65535 --log-copy-interval=100 ${options.join(' ')}`,
        )
        assert.doesNotMatch(command.args('F').join(' '), /canary/)
      })
})

describe('the command lines of a preparation', () => {
  const base = '--target-dir=/d'
  const memory = '--use-memory=256M'
  const of = (tool: Tool, increments: number) =>
    prepareSteps(tool, increments).map((step, index) =>
      (index === 0 ? step('/d') : step('/d', `/i${index}`)).join(' '),
    )
  const cases: [tool: Tool, increments: number, lines: string[]][] = [
    ['xtrabackup', 0, [`--prepare ${base} ${memory}`]],
    [
      'xtrabackup',
      1,
      [`--prepare --apply-log-only ${base} ${memory}`, `--prepare ${base} --incremental-dir=/i1 ${memory}`],
    ],
    [
      'xtrabackup',
      2,
      [
        `--prepare --apply-log-only ${base} ${memory}`,
        `--prepare --apply-log-only ${base} --incremental-dir=/i1 ${memory}`,
        `--prepare ${base} --incremental-dir=/i2 ${memory}`,
      ],
    ],
    ['mariadb-backup', 0, [`--prepare ${base} ${memory}`]],
    [
      'mariadb-backup',
      2,
      [
        `--prepare ${base} ${memory}`,
        `--prepare ${base} --incremental-dir=/i1 ${memory}`,
        `--prepare ${base} --incremental-dir=/i2 ${memory}`,
      ],
    ],
  ]
  for (const [tool, increments, lines] of cases)
    test(`${tool}, ${increments} increments`, () => assert.deepEqual(of(tool, increments), lines))
})

describe('a throwaway server', () => {
  const logging = ['--log-bin=/s/throwaway-bin', '--log-slave-updates']
  const cases: [version: string, replication: string, logs: string[]][] = [
    ['5.6.24-log', '--skip-slave-start', logging],
    ['5.7.44-log', '--skip-slave-start', logging],
    ['8.4.3', '--skip-replica-start', ['--skip-log-bin']],
    ['10.11.19-MariaDB', '--skip-slave-start', ['--skip-log-bin']],
  ]
  for (const [version, replication, logs] of cases)
    test(`${version} does not replicate, and has binary logs where its GTIDs need them`, () => {
      const can = capabilitiesOf(parseServerVersion(version))
      const args = throwawayArgs('/d', '/s', { scratchMemoryMegabytes: 64 }, can)
      const found = args.filter((one) => /^--(?:skip-(?:slave|replica)-start|(?:skip-)?log-)/.test(one))
      assert.deepEqual(found.sort(), [replication, ...logs].sort())
      for (const needed of ['--datadir=/d', '--relay-log=/s/relay', '--innodb-buffer-pool-size=64M'])
        assert.ok(args.includes(needed), needed)
    })
})
