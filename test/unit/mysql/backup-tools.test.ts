import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { clonesItself, toolFits, toolRequirement } from '../../../src/mysql/backup-tools.ts'
import { parseServerVersion } from '../../../src/mysql/version.ts'

interface Server {
  readonly text: string
  readonly tool: 'mariadb-backup' | 'xtrabackup'
  readonly fits: readonly string[]
  readonly doesNot: readonly string[]
  readonly clones: boolean
  /** What a person has to install. */
  readonly packages: RegExp
}

const servers: Server[] = [
  {
    text: '5.6.24-log',
    tool: 'xtrabackup',
    fits: ['2.4.8', '2.4.29'],
    doesNot: ['2.3.10', '2.5.0', '8.0.35-31'],
    clones: false,
    packages: /XtraBackup 2\.4 \(package percona-xtrabackup-24\b/,
  },
  {
    text: '5.7.44-log',
    tool: 'xtrabackup',
    fits: ['2.4.0', '2.4.29'],
    doesNot: ['2.3.10', '8.0.13', '8.0.35-31'],
    clones: false,
    packages: /XtraBackup 2\.4 \(package percona-xtrabackup-24\b/,
  },
  {
    text: '8.0.16',
    tool: 'xtrabackup',
    fits: ['8.0.16', '8.0.35-31'],
    doesNot: ['8.0.15', '8.4.0-1'],
    clones: false,
    packages: /percona-xtrabackup-80\b/,
  },
  {
    text: '8.0.30',
    tool: 'xtrabackup',
    fits: ['8.0.30-23', '8.0.35-31'],
    doesNot: ['2.4.29', '8.0.29-22', '8.1.0-1', '8.4.0-1'],
    clones: true,
    packages: /percona-xtrabackup-80\b/,
  },
  {
    text: '8.0.36-28',
    tool: 'xtrabackup',
    fits: ['8.0.34-29', '8.0.35-31'],
    doesNot: ['8.0.33-28', '8.1.0-1', '8.4.0-1'],
    clones: true,
    packages: /percona-xtrabackup-80\b/,
  },
  {
    text: '8.4.3',
    tool: 'xtrabackup',
    fits: ['8.4.0-1', '8.4.0-5'],
    doesNot: ['8.0.35-31', '8.3.0-1', '9.1.0-1'],
    clones: true,
    packages: /percona-xtrabackup-84\b/,
  },
  {
    text: '9.7.4-2',
    tool: 'xtrabackup',
    fits: ['9.7.0-1'],
    doesNot: ['8.4.0-5', '9.6.0-1', '9.8.0-1'],
    clones: true,
    packages: /percona-xtrabackup-97\b/,
  },
  {
    text: '10.11.19-MariaDB-0+deb12u1-log',
    tool: 'mariadb-backup',
    fits: ['10.11.2-MariaDB', '10.11.19-MariaDB'],
    doesNot: ['10.6.17-MariaDB', '10.12.0-MariaDB', '11.8.6-MariaDB', '8.0.35-31'],
    clones: false,
    packages: /mariadb-backup 10\.11 .*package mariadb-backup/,
  },
  {
    text: '11.8.6-MariaDB-0+deb13u1 from Debian-log',
    tool: 'mariadb-backup',
    fits: ['11.8.1-MariaDB', '11.8.6-MariaDB'],
    doesNot: ['10.11.19-MariaDB', '11.4.5-MariaDB', '11.9.1-MariaDB'],
    clones: false,
    packages: /mariadb-backup 11\.8 .*package mariadb-backup/,
  },
]

describe('the backup program of a server', () => {
  for (const { text, tool, fits, doesNot, clones, packages } of servers) {
    const version = parseServerVersion(text)
    test(`${text}: ${tool}`, () => {
      const { tool: needed, advice } = toolRequirement(version)
      assert.equal(needed, tool)
      assert.match(advice, packages)
      assert.equal(clonesItself(version), clones)
    })
    for (const release of fits) test(`${text} takes ${release}`, () => assert.ok(toolFits(version, release)))
    for (const release of [...doesNot, '', 'unknown', '8.0'])
      test(`${text} does not take ${JSON.stringify(release)}`, () => assert.ok(!toolFits(version, release)))
  }

  test('MySQL 8.0: not older than the server, or than 8.0.34 from there on', () => {
    for (let server = 11; server < 50; server++)
      for (let program = 11; program < 50; program++)
        assert.equal(
          toolFits(parseServerVersion(`8.0.${server}`), `8.0.${program}-1`),
          program >= Math.min(server, 34),
          `8.0.${server} and 8.0.${program}`,
        )
  })
})
