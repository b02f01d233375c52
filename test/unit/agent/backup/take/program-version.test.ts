import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { programVersion } from '../../../../../agent/backup/take/program-version.ts'
import { toolRelease } from '../../../../../src/mysql/backup-tools.ts'
import { scratch, unaborted } from '../store/scratch.ts'

const banners: [banner: string, release: string][] = [
  ['xtrabackup version 2.4.29 based on MySQL server 5.7.44 Linux (x86_64) (revision id: 2e6c0951)', '2.4.29'],
  [
    'xtrabackup version 8.0.35-31 based on MySQL server 8.0.35 Linux (x86_64) (revision id: 55ec21d7)',
    '8.0.35-31',
  ],
  [
    'xtrabackup version 8.4.0-4 based on MySQL server 8.4.0 Linux (aarch64) (revision id: 5d0bbc3e)',
    '8.4.0-4',
  ],
  ['mariabackup based on MariaDB server 10.3.17-MariaDB Linux (x86_64)', '10.3.17-MariaDB'],
  ['mariadb-backup based on MariaDB server 10.11.19-MariaDB debian-linux-gnu (x86_64)', '10.11.19-MariaDB'],
  ['/usr/bin/mariadb-backup based on MariaDB server 11.8.6-MariaDB Linux (x86_64)', '11.8.6-MariaDB'],
  [
    'xtrabackup: recognized server arguments: --server-id=100 --open_files_limit=65535\n' +
      'xtrabackup version 2.4.24 based on MySQL server 5.7.35 Linux (x86_64) (revision id: b4ee263)',
    '2.4.24',
  ],
  [
    '2026-11-30T01:59:00.304583-00:00 0 [Note] [MY-011825] [Xtrabackup] recognized server arguments: --datadir=/d\n' +
      'xtrabackup version 8.0.35-33 based on MySQL server 8.0.35 Linux (x86_64) (revision id: 1234)',
    '8.0.35-33',
  ],
]

describe('the release of a backup program', () => {
  for (const [banner, release] of banners)
    test(release, () => assert.equal(toolRelease(`\n${banner}\n`), release))

  for (const text of [
    '',
    'xtrabackup version',
    'mysqld  Ver 9.7.4-2 for Linux on x86_64',
    'based on MySQL server 8.0.35',
  ])
    test(`${JSON.stringify(text)} names none`, () => assert.equal(toolRelease(text), undefined))

  for (const stream of [1, 2])
    test(`is read from stream ${stream}, without anybody’s option files`, async (context) => {
      const program = join(scratch(context), 'program')
      writeFileSync(
        program,
        `#!/bin/sh\n[ "$1" = --no-defaults ] && echo '${banners[0]![0]}' >&${stream}\n`,
        {
          mode: 0o755,
        },
      )
      assert.equal(await programVersion(program, unaborted), '2.4.29')
    })

  test('a program that fails, or is not there, has none', async (context) => {
    const program = join(scratch(context), 'program')
    await assert.rejects(programVersion(program, unaborted), { code: 'ENOENT' })
    writeFileSync(program, '#!/bin/sh\nexit 1\n', { mode: 0o755 })
    await assert.rejects(programVersion(program, unaborted))
  })
})
