import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DamagedError } from '../../../../agent/backup/store/damaged.ts'
import { blame } from '../../../../agent/backup/verify.ts'

const cases: readonly [what: string, error: Error, damaged: boolean][] = [
  [
    'a program that met bad pages',
    new Error('mariadb-backup was ended by SIGABRT: InnoDB: Assertion failure'),
    true,
  ],
  ['a program that crashed', new Error('xtrabackup was ended by SIGSEGV'), true],
  ['a program that refuses the files', new Error('mariadb-backup ended with 1: corrupt'), true],
  ['a program that was killed', new Error('mariadb-backup was ended by SIGKILL'), false],
  ['a program that was told to end', new Error('mariadb-backup was ended by SIGTERM'), false],
  ['a full disk', new Error('write failed: No space left on device'), false],
  ['a program that is not there', new Error('mariadb-backup is not installed here'), false],
  ['a file that cannot be read', Object.assign(new Error('EIO'), { code: 'EIO' }), false],
]
for (const [what, error, damaged] of cases)
  test(`a trial that ends with ${what} says ${damaged ? 'that the backup is bad' : 'nothing about the backup'}`, () =>
    assert.equal(blame(error, 'x') instanceof DamagedError, damaged))
