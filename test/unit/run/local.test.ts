import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdir, readFile, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { PlaybookError } from '../../../src/errors.ts'
import { localFiles } from '../../../src/run/local.ts'
import { withScratch } from '../modules/harness.ts'

const sha256 = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex')
const big = Buffer.alloc(2_000_000, 'a')

describe('local files', () => {
  test('content and digest of a file below the working directory', () =>
    withScratch(async (directory) => {
      await writeFile(join(directory, 'x'), 'content')
      const local = localFiles(directory)
      assert.equal((await local.readFile('x')).toString(), 'content')
      assert.deepEqual(await local.digest('x'), { sha256: sha256(Buffer.from('content')), sizeBytes: 7 })
    }))

  for (const [path, says] of [
    ['none', 'none does not exist on this machine'],
    ['folder', 'folder is a directory on this machine'],
    ['x/y', 'x/y does not exist on this machine'],
  ] as const)
    for (const verb of ['readFile', 'digest', 'template'] as const)
      test(`${verb} of ${path} is BadLocalFile`, () =>
        withScratch(async (directory) => {
          await mkdir(join(directory, 'folder'))
          await writeFile(join(directory, 'x'), '')
          await assert.rejects(localFiles(directory)[verb](path), (error: PlaybookError) => {
            assert.equal(error.code, 'BadLocalFile')
            assert.equal(error.message, says)
            assert.equal(error.hint, `Looked for ${join(directory, path)}.`)
            return true
          })
        }))
})

describe('digests of big local files', () => {
  const record = (directory: string): string => join(directory, '.playbook/digests.json')

  test('are recorded in a private file and taken from there while the file is untouched', () =>
    withScratch(async (directory) => {
      await writeFile(join(directory, 'big'), big)
      await writeFile(join(directory, 'other'), big)
      const local = localFiles(directory)
      const [first] = await Promise.all([local.digest('big'), local.digest('other')])
      assert.equal(first.sha256, sha256(big))
      assert.equal((await stat(record(directory))).mode & 0o777, 0o600)
      const known = JSON.parse(await readFile(record(directory), 'utf8')) as Record<
        string,
        { sha256: string }
      >
      assert.deepEqual(Object.keys(known).sort(), [join(directory, 'big'), join(directory, 'other')])
      // A digest that only the record can have told.
      Object.values(known).forEach((each) => (each.sha256 = 'from the record'))
      await writeFile(record(directory), JSON.stringify(known))
      assert.equal((await localFiles(directory).digest('big')).sha256, 'from the record')
      await utimes(join(directory, 'big'), 1, 1)
      assert.equal((await localFiles(directory).digest('big')).sha256, sha256(big))
    }))

  for (const rubbish of ['', '{', '[]', '{"x":1}'])
    test(`do not mind a record that holds ${rubbish || 'nothing'}`, () =>
      withScratch(async (directory) => {
        await writeFile(join(directory, 'big'), big)
        await mkdir(join(directory, '.playbook'))
        await writeFile(record(directory), rubbish)
        assert.equal((await localFiles(directory).digest('big')).sha256, sha256(big))
      }))
})
