import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { bytesBelow, needSpace } from '../../../../agent/backup/space.ts'
import { scratch } from './store/scratch.ts'

describe('the bytes below a directory', () => {
  test('are those of its files, and of nothing else', async (context) => {
    const directory = scratch(context)
    assert.equal(await bytesBelow(directory), 0)
    mkdirSync(join(directory, 'below', 'deep'), { recursive: true })
    writeFileSync(join(directory, 'a'), 'x'.repeat(1000))
    writeFileSync(join(directory, 'below', 'b'), 'x'.repeat(200))
    writeFileSync(join(directory, 'below', 'deep', 'c'), 'x'.repeat(30))
    symlinkSync('a', join(directory, 'link'))
    symlinkSync('..', join(directory, 'below', 'circle'))
    symlinkSync('nowhere', join(directory, 'broken'))
    assert.equal(spawnSync('mkfifo', [join(directory, 'fifo')]).status, 0)
    assert.equal(await bytesBelow(directory), 1230)
  })

  test('of none are an error, not nothing', async (context) => {
    await assert.rejects(bytesBelow(join(scratch(context), 'none')), { code: 'ENOENT' })
  })
})

describe('space', () => {
  test('for nothing is always there', async (context) => {
    await needSpace(scratch(context), 0, 'a trial')
  })
  test('is not used up: a server whose disk is full stands still', async (context) => {
    const directory = scratch(context)
    const { bavail, blocks, bsize } = await statfs(directory)
    await assert.rejects(
      needSpace(directory, (bavail - blocks / 100) * bsize, 'a trial'),
      /nothing was written/,
    )
    if (bavail > blocks / 5) await needSpace(directory, (bavail - blocks / 10) * bsize, 'a trial')
  })
  test('that is not there is named before anything is written', async (context) => {
    const directory = scratch(context)
    await assert.rejects(needSpace(directory, 1e18, 'a trial'), (error: Error) => {
      assert.ok(error.message.startsWith(`${directory} has `), error.message)
      assert.match(error.message, / MB to spare, a trial needs 1000000000000 MB: nothing was written$/)
      return true
    })
  })
  test('of no directory is an error', async (context) => {
    await assert.rejects(needSpace(join(scratch(context), 'none'), 0, 'a trial'), { code: 'ENOENT' })
  })
})
