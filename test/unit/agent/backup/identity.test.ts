import assert from 'node:assert/strict'
import { readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { forgetGeneration, generationMark, generationOf } from '../../../../agent/backup/identity.ts'
import { scratch } from './store/scratch.ts'

describe('the mark of a data directory', () => {
  test('is drawn once, and stays', async (context) => {
    const datadir = scratch(context)
    const drawn = await generationOf(datadir)
    assert.match(drawn, /^[0-9a-f]{32}$/)
    assert.equal(await generationOf(datadir), drawn)
    assert.equal(readFileSync(join(datadir, generationMark), 'utf8'), `${drawn}\n`)
    assert.equal(statSync(join(datadir, generationMark)).mode & 0o777, 0o640)
    // It goes where the data goes.
    const elsewhere = `${datadir}-moved`
    renameSync(datadir, elsewhere)
    assert.equal(await generationOf(elsewhere), drawn)
    renameSync(elsewhere, datadir)
  })

  test('is the same for all who look at once, and nothing else is left', async (context) => {
    const datadir = scratch(context)
    const drawn = await Promise.all(Array.from({ length: 20 }, () => generationOf(datadir)))
    assert.equal(new Set(drawn).size, 1)
    assert.deepEqual(readdirSync(datadir), [generationMark])
  })

  test('is another one in another directory', async (context) => {
    assert.notEqual(await generationOf(scratch(context)), await generationOf(scratch(context)))
  })

  test('is drawn anew after it was forgotten', async (context) => {
    const datadir = scratch(context)
    await forgetGeneration(datadir)
    const first = await generationOf(datadir)
    await forgetGeneration(datadir)
    assert.deepEqual(readdirSync(datadir), [])
    assert.notEqual(await generationOf(datadir), first)
  })

  test('is drawn although a killed process left its attempt', async (context) => {
    const datadir = scratch(context)
    writeFileSync(join(datadir, `${generationMark}.${process.pid}`), '')
    assert.match(await generationOf(datadir), /^[0-9a-f]{32}$/)
  })

  for (const text of ['', 'g1\n', 'ab'.repeat(17), 'AB'.repeat(16)])
    test(`is never replaced by a guess: ${JSON.stringify(text)}`, async (context) => {
      const datadir = scratch(context)
      writeFileSync(join(datadir, generationMark), text)
      await assert.rejects(generationOf(datadir), /mysqlha-generation cannot be read/)
      assert.equal(readFileSync(join(datadir, generationMark), 'utf8'), text)
      assert.deepEqual(readdirSync(datadir), [generationMark])
    })

  test('needs a data directory', async (context) => {
    const none = join(scratch(context), 'none')
    await assert.rejects(generationOf(none), { code: 'ENOENT' })
    await forgetGeneration(none)
  })
})
