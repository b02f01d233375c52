import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { backupTool } from '../../../../modules/mysql/backup-tool.ts'
import { exited } from '../results.ts'

const absent = exited(127)
const banner = (version: string) => exited(0, `/usr/sbin/mysqld  Ver ${version} for Linux on x86_64\n`)
const percona = (release: string) =>
  exited(0, `xtrabackup version ${release} based on MySQL server ${release} Linux (x86_64)\n`)
const mariadb = (release: string) =>
  exited(0, `mariadb-backup based on MariaDB server ${release}-MariaDB debian-linux-gnu (x86_64)\n`)

interface Found {
  xtrabackup?: ReturnType<typeof exited>
  'mariadb-backup'?: ReturnType<typeof exited>
}

function judge(version: string, found: Found, missing: 'refuse' | 'warn' = 'refuse') {
  const results = { banner: banner(version), xtrabackup: absent, 'mariadb-backup': absent, ...found }
  return backupTool.module.judge(results, { server: '/usr/sbin/mysqld', programs: '', missing }, undefined)
}

describe('what backs a server up', () => {
  const cases: readonly [version: string, found: Found, tool: string | RegExp][] = [
    ['5.6.24', {}, /no xtrabackup here; install Percona XtraBackup 2\.4/],
    ['5.6.24', { xtrabackup: percona('2.4.29') }, 'xtrabackup'],
    ['5.7.44', { xtrabackup: percona('2.4.29') }, 'xtrabackup'],
    ['5.7.44', { xtrabackup: percona('8.0.35-31') }, /xtrabackup 8\.0\.35-31 is not >=2\.4\.0 <2\.5\.0/],
    ['8.0.16', {}, /XtraBackup 8\.0/],
    ['8.0.17', {}, 'clone'],
    ['8.0.40', { xtrabackup: percona('8.0.35-31') }, 'xtrabackup'],
    ['8.0.30', { xtrabackup: percona('8.0.28-20') }, 'clone'],
    ['8.4.6', { xtrabackup: percona('8.4.0-3') }, 'xtrabackup'],
    ['8.4.6', { xtrabackup: percona('8.0.35-31') }, 'clone'],
    ['9.7.4', {}, 'clone'],
    ['10.11.18-MariaDB', { 'mariadb-backup': mariadb('10.11.18') }, 'mariadb-backup'],
    ['10.11.18-MariaDB', { 'mariadb-backup': mariadb('10.6.20') }, /mariadb-backup 10\.6\.20-MariaDB is not/],
    ['10.11.18-MariaDB', { xtrabackup: percona('8.0.35-31') }, /install mariadb-backup 10\.11/],
    ['11.8.6-MariaDB', { 'mariadb-backup': mariadb('11.8.6') }, 'mariadb-backup'],
    ['9.7.4', { xtrabackup: exited(1, 'cannot find libev.so.4') }, 'clone'],
  ]
  for (const [version, found, tool] of cases)
    test(`${version} with ${Object.keys(found).join() || 'nothing'}: ${String(tool)}`, () => {
      const finding = judge(version, found)
      if (typeof tool === 'string') {
        assert.equal(finding.kind, 'ok')
        assert.equal('value' in finding ? finding.value : '', tool)
      } else {
        assert.equal(finding.kind, 'differs')
        assert.match(finding.kind === 'differs' ? finding.because : '', tool)
        assert.match(finding.kind === 'differs' ? finding.because : '', /backup_tool_missing: warn$/)
      }
    })

  test('with backup_tool_missing: warn it is a warning, and the host makes no backups', () => {
    const finding = judge('5.6.24', {}, 'warn')
    assert.ok(finding.kind === 'ok' && finding.warning === true && finding.value === 'none')
    assert.match(finding.because, /MySQL 5\.6\.24.*XtraBackup 2\.4.*No backups are made$/)
  })

  test('a server that is not there yet says nothing about its tool', () => {
    const results = { banner: exited(127), xtrabackup: absent, 'mariadb-backup': absent }
    const params = { server: '/usr/sbin/mysqld', programs: '', missing: 'refuse' } as const
    assert.equal(backupTool.module.judge(results, params, undefined).kind, 'cannotTell')
  })

  test("a tarball's own programs are looked for first", () => {
    const params = { server: '/s/bin/mysqld', programs: '/s/bin', missing: 'refuse' } as const
    const probes = backupTool.module.probe(params, undefined)
    assert.match(
      probes['mariadb-backup'].script,
      /in \/s\/bin\/mariadb-backup \/s\/bin\/mariabackup \/usr\/bin/,
    )
  })
})
