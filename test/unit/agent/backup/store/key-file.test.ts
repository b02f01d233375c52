import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { KeyFileError, readKeyFile } from '../../../../../agent/backup/store/key-file.ts'
import { scratch } from './scratch.ts'

const digits = '0123456789abcdefABCDEF'.padEnd(64, '9')

describe('the key file', () => {
  for (const text of [digits, `${digits}\n`])
    test(`gives 32 bytes, from ${text.length} characters`, (context) => {
      assert.equal(readKeyFile(file(context, text)).toString('hex'), digits.toLowerCase())
    })

  const wrong = [
    digits.slice(1),
    `${digits}0`,
    `${digits}\n\n`,
    `${digits}\r\n`,
    ` ${digits}`,
    '',
    'g'.repeat(64),
  ]
  for (const text of wrong)
    test(`cannot be ${JSON.stringify(text)}, and is not quoted`, (context) => {
      const path = file(context, text)
      assert.throws(() => readKeyFile(path), isKeyFileError(path, /openssl rand -hex 32/))
    })

  for (const mode of [0o640, 0o604, 0o602])
    test(`cannot have mode ${mode.toString(8)}`, (context) => {
      const path = file(context, digits)
      chmodSync(path, mode)
      assert.throws(() => readKeyFile(path), isKeyFileError(path, /can be read by others .*chmod 600/))
    })

  test('must be there, and a file', (context) => {
    const directory = scratch(context)
    const [none, nested, fifo] = ['none', 'directory', 'fifo'].map((name) => join(directory, name)) as [
      string,
      string,
      string,
    ]
    mkdirSync(nested)
    execFileSync('mkfifo', ['-m', '600', fifo])
    assert.throws(() => readKeyFile(none), isKeyFileError(none, /ENOENT.*openssl/))
    for (const path of [nested, fifo])
      assert.throws(() => readKeyFile(path), isKeyFileError(path, /no regular file.*openssl/))
  })
})

function file(context: Parameters<typeof scratch>[0], text: string): string {
  const path = join(scratch(context), 'key')
  writeFileSync(path, text, { mode: 0o600 })
  return path
}

function isKeyFileError(path: string, what: RegExp) {
  return (error: unknown) =>
    error instanceof KeyFileError &&
    error.message.includes(path) &&
    what.test(error.message) &&
    !error.message.includes('99')
}
