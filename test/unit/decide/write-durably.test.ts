import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { lstat, mkdir, readFile, readdir, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { once } from 'node:events'
import { describe, test } from 'node:test'
import { writeDurably } from '../../../src/decide/write-durably.ts'
import { inventoryWith } from '../inventory/fixture.ts'

describe('writeDurably', () => {
  test('a new file has its mode, whatever the umask', async (context) => {
    const directory = await inventoryWith(context, {})
    const before = process.umask(0)
    try {
      await writeDurably(`${directory}/secrets.yml`, 'x', 0o600)
    } finally {
      process.umask(before)
    }
    assert.equal((await stat(`${directory}/secrets.yml`)).mode & 0o777, 0o600)
    assert.deepEqual((await readdir(directory)).toSorted(), ['.keep', 'secrets.yml'])
  })

  test('a link stays a link', async (context) => {
    const directory = await inventoryWith(context, { 'real/secrets.yml': 'old' })
    await symlink('real/secrets.yml', `${directory}/secrets.yml`)
    await writeDurably(`${directory}/secrets.yml`, 'new', 0o600)
    assert.ok((await lstat(`${directory}/secrets.yml`)).isSymbolicLink())
    assert.equal(await readFile(`${directory}/real/secrets.yml`, 'utf8'), 'new')
  })

  test('what fails leaves the old file and nothing beside it', async (context) => {
    const directory = await inventoryWith(context, {})
    await mkdir(`${directory}/secrets.yml/occupied`, { recursive: true })
    await assert.rejects(writeDurably(`${directory}/secrets.yml`, 'new', 0o600))
    assert.deepEqual((await readdir(directory)).toSorted(), ['.keep', 'secrets.yml'])
  })

  test('what a crash left behind is removed later, what is being written stays', async (context) => {
    const files = { '.secrets.yml.aaa.tmp': 'old', '.secrets.yml.bbb.tmp': 'now', 'other.tmp': '' }
    const directory = await inventoryWith(context, files)
    await utimes(`${directory}/.secrets.yml.aaa.tmp`, 1, 1)
    await writeDurably(`${directory}/secrets.yml`, 'new', 0o600)
    const names = (await readdir(directory)).toSorted()
    assert.deepEqual(names, ['.keep', '.secrets.yml.bbb.tmp', 'other.tmp', 'secrets.yml'])
  })

  test('killed at any moment, the file is the old one or a new one, never torn', async (context) => {
    const directory = await inventoryWith(context, {})
    const path = `${directory}/secrets.yml`
    const content = (letter: string): string => `${letter.repeat(300_000)}\n`
    const program = `
      const { writeDurably } = await import(${JSON.stringify(new URL('../../../src/decide/write-durably.ts', import.meta.url).href)})
      for (let i = 0; ; i++) {
        await writeDurably(${JSON.stringify(path)}, 'abcd'[i % 4].repeat(300_000) + '\\n', 0o600)
        if (i === 0) process.stdout.write('writing')
      }`
    await writeFile(path, content('a'))
    for (const milliseconds of [0, 1, 3, 7, 13]) {
      const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', program])
      await once(child.stdout, 'data')
      // Any moment will do: the property holds whenever the kill comes.
      setTimeout(() => child.kill('SIGKILL'), milliseconds)
      await once(child, 'exit')
      const found = await readFile(path, 'utf8')
      assert.ok(
        ['a', 'b', 'c', 'd'].some((letter) => content(letter) === found),
        `${found.length} bytes`,
      )
    }
  })
})
