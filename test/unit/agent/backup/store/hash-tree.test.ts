import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { hashFile } from '../../../../../agent/backup/store/check.ts'
import { hashTree } from '../../../../../agent/backup/store/hash-tree.ts'
import { damaged, plainly, scratch, unaborted, unsealed } from './scratch.ts'

const contents = new Map([
  ['data/db/t1.ibd', randomBytes(2 * 1024 * 1024 + 3)],
  ['data/empty', Buffer.alloc(0)],
  ['data/ibdata1', randomBytes(1024 * 1024)],
])

describe('files that a program wrote', () => {
  test('are described, those below a directory alone', async (context) => {
    const directory = written(context)
    const expected = [...contents].map(([path, data]) => ({
      path,
      bytes: data.length,
      sha256: createHash('sha256').update(data).digest('hex'),
      plainBytes: data.length,
    }))
    assert.deepEqual(await hashTree(directory, 'data', unaborted), expected)
    assert.deepEqual(await hashFile(directory, 'data/ibdata1'), expected[2])
    for (const file of expected)
      assert.ok((await unsealed(directory, file, plainly)).equals(contents.get(file.path)!))
  })

  test('must be files', async (context) => {
    const directory = written(context)
    symlinkSync('ibdata1', join(directory, 'data/link'))
    const link = join(directory, 'data/link')
    await assert.rejects(hashTree(directory, 'data', unaborted), damaged(link, /neither a file nor/))
    await assert.rejects(hashFile(directory, 'data/link'), damaged(link, /symbolic link/))
  })

  test('are left when the signal fires', async (context) => {
    const reason = new Error('enough')
    await assert.rejects(hashTree(written(context), 'data', AbortSignal.abort(reason)), reason)
  })
})

function written(context: Parameters<typeof scratch>[0]): string {
  const directory = scratch(context)
  mkdirSync(join(directory, 'data/db'), { recursive: true })
  for (const [path, data] of contents) writeFileSync(join(directory, path), data)
  writeFileSync(join(directory, 'beside'), 'x')
  return directory
}
