import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import {
  beginBackup,
  clearLeftovers,
  completeBackup,
  condemnBackup,
  isBegun,
  isCondemned,
} from '../../../../../agent/backup/store/partial.ts'
import { listed, scratch } from './scratch.ts'

const id = '2026-11-30T015900-full'
const later = '2026-12-01T015900-incremental'

describe('a backup', () => {
  test('is begun, completed, condemned, deleted', async (context) => {
    const root = join(scratch(context), 'some', 'where')
    const path = await beginBackup(root, id)
    assert.equal(path, join(root, `.partial-${id}`))
    for (const made of [root, path]) assert.equal(statSync(made).mode & 0o777, 0o700)
    assert.deepEqual([isBegun(root, id), isCondemned(root, id)], [true, false])
    fill(path)
    assert.equal(await completeBackup(root, id), join(root, id))
    assert.deepEqual(listed(root), [id])
    assert.deepEqual(listed(join(root, id)), ['a', 'b'])
    assert.deepEqual([isBegun(root, id), isCondemned(root, id)], [false, false])
    await condemnBackup(root, id)
    await condemnBackup(root, id)
    assert.deepEqual([isBegun(root, id), isCondemned(root, id)], [false, true])
    assert.deepEqual(listed(root), [`.deleting-${id}`])
    assert.deepEqual(await clearLeftovers(root), [`.deleting-${id}`])
    assert.deepEqual(listed(root), [])
    await condemnBackup(root, id)
  })

  test('is not begun where one of its id is, whole or not', async (context) => {
    const root = scratch(context)
    await beginBackup(root, id)
    await assert.rejects(beginBackup(root, id), { code: 'EEXIST' })
    await completeBackup(root, id)
    await assert.rejects(beginBackup(root, id), /is there already/)
    assert.deepEqual(listed(root), [id])
  })

  for (const [what, make] of [
    ['an empty directory', (path: string) => mkdirSync(path)],
    ['a file', (path: string) => writeFileSync(path, '')],
    ['a link to nothing', (path: string) => symlinkSync('none', path)],
  ] as const)
    test(`never takes the place of ${what}`, async (context) => {
      const root = scratch(context)
      fill(await beginBackup(root, id))
      make(join(root, id))
      await assert.rejects(completeBackup(root, id), /is there already/)
      assert.deepEqual(listed(root), [`.partial-${id}`, id])
    })

  for (const wrong of ['', '.', '..', '../x', `${id}/x`, `${id}\n`])
    test(`cannot have the id ${JSON.stringify(wrong)}`, async (context) => {
      const root = scratch(context)
      for (const act of [beginBackup, completeBackup, condemnBackup])
        await assert.rejects(act(root, wrong), /is no id of a backup/)
      assert.deepEqual(listed(root), [])
    })
})

describe('what an interruption left', () => {
  test('is cleared, and nothing else', async (context) => {
    const root = scratch(context)
    fill(await beginBackup(root, id))
    fill(await beginBackup(root, later))
    await completeBackup(root, later)
    const others = ['.partial-x', `.other-${id}`, `.partial-${id}.old`]
    for (const name of others) mkdirSync(join(root, name))
    mkdirSync(join(root, 'outside'))
    fill(join(root, 'outside'))
    symlinkSync('outside', join(root, `.deleting-${id}`))
    assert.deepEqual(await clearLeftovers(root), [`.partial-${id}`])
    assert.deepEqual(listed(root), [...others, `.deleting-${id}`, later, 'outside'].sort())
    assert.deepEqual(listed(join(root, 'outside')), ['a', 'b'])
  })

  test('is nothing where there is no directory', async (context) => {
    assert.deepEqual(await clearLeftovers(join(scratch(context), 'none')), [])
  })

  for (const left of ['a', 'b'])
    test(`of a removal does not hinder the next one, with ${left} left`, async (context) => {
      const root = scratch(context)
      fill(await beginBackup(root, id))
      renameSync(await completeBackup(root, id), join(root, `.deleting-${id}`))
      rmSync(join(root, `.deleting-${id}`, left), { recursive: true })
      fill(await beginBackup(root, id))
      await completeBackup(root, id)
      assert.equal(isCondemned(root, id), false)
      await condemnBackup(root, id)
      assert.deepEqual(listed(root), [`.deleting-${id}`])
      assert.deepEqual(listed(join(root, `.deleting-${id}`)), ['a', 'b'])
    })
})

test('a process that is killed at any moment leaves whole backups and leftovers', async (context) => {
  const root = scratch(context)
  const program = fileURLToPath(new URL('make-and-remove.ts', import.meta.url))
  for (const milliseconds of [0, 7, 31]) {
    const child = spawn(process.execPath, ['--import', 'tsx', program, root], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(child.stdout, 'data')
    await new Promise((resolve) => setTimeout(resolve, milliseconds))
    child.kill('SIGKILL')
    await once(child, 'close')
    const before = readdirSync(root).filter((name) => name.startsWith('.'))
    assert.deepEqual(await clearLeftovers(root), before.sort())
    for (const name of listed(root)) {
      for (let number = 0; number < 20; number++)
        assert.equal(readFileSync(join(root, name, 'below', String(number)), 'utf8'), 'content')
      await condemnBackup(root, name)
    }
    await clearLeftovers(root)
    assert.deepEqual(listed(root), [])
  }
  assert.ok(existsSync(root))
})

function fill(directory: string): void {
  writeFileSync(join(directory, 'a'), 'content')
  mkdirSync(join(directory, 'b'))
  writeFileSync(join(directory, 'b', 'c'), 'content')
}
