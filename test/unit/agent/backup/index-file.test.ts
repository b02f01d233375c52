import assert from 'node:assert/strict'
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { appendRecord, IndexError, readIndex, replaceIndex } from '../../../../agent/backup/index-file.ts'
import { backup, chainOf, tried } from './records.ts'

const directory = mkdtempSync(join(tmpdir(), 'backup-index-'))
after(() => rmSync(directory, { recursive: true }))
const monday = new Date('2026-11-30T01:59:00Z')
const chain = chainOf(monday, 3)
const [first, second, third] = chain as [(typeof chain)[0], (typeof chain)[0], (typeof chain)[0]]
const line = (record: object) => JSON.stringify(record) + '\n'
const modeOf = (path: string) => statSync(path).mode & 0o777

describe('the index', () => {
  test('is empty where there is none', async () => {
    assert.deepEqual(await readIndex(join(directory, 'none')), [])
  })

  test('gives back what was appended, in this order, in directories that it makes', async () => {
    const path = join(directory, 'some', 'where', 'backup.index')
    const umask = process.umask(0o077)
    try {
      for (const record of chain) await appendRecord(path, record)
    } finally {
      process.umask(umask)
    }
    assert.deepEqual(await readIndex(path), chain)
    assert.equal(readFileSync(path, 'utf8'), chain.map(line).join(''))
    assert.equal(modeOf(path), 0o640)
  })

  test('is replaced whole, beside what an interrupted replacement left', async () => {
    const path = join(directory, 'replaced', 'backup.index')
    for (const record of chain) await appendRecord(path, record)
    writeFileSync(`${path}.new`, 'x'.repeat(9999), { mode: 0o600 })
    await replaceIndex(path, [tried(first)])
    assert.deepEqual(await readIndex(path), [tried(first)])
    assert.deepEqual(readdirSync(join(directory, 'replaced')), ['backup.index'])
    assert.equal(modeOf(path), 0o640)
    await replaceIndex(path, [])
    assert.deepEqual(await readIndex(path), [])
  })

  test('survives a cut at every byte of an append, and takes the next one', async () => {
    const path = join(directory, 'cut.index')
    // Characters of several bytes, before the cut and in it.
    const proof = { ...tried(second).verified!, detail: 'Tabelle „Käufe“ geprüft' }
    const whole = { ...first, verified: proof }
    const cutOff = Buffer.from(line({ ...second, verified: proof }))
    for (let bytes = 0; bytes < cutOff.length; bytes++) {
      writeFileSync(path, line(whole))
      appendFileSync(path, cutOff.subarray(0, bytes))
      assert.deepEqual(await readIndex(path), [whole], `${bytes} bytes`)
      // Appends wait for the disk: every seventh, and the one that lacks its line end alone.
      if (bytes % 7 > 0 && bytes < cutOff.length - 1) continue
      await appendRecord(path, third)
      assert.deepEqual(await readIndex(path), [whole, third], `${bytes} bytes`)
    }
  })

  test('survives a cut of its very first line', async () => {
    const path = join(directory, 'first.index')
    writeFileSync(path, line(first).slice(0, 40))
    assert.deepEqual(await readIndex(path), [])
    await appendRecord(path, first)
    assert.deepEqual(await readIndex(path), [first])
  })
})

describe('a line that cannot be read is an error with file and line', () => {
  const cases: [what: string, line: string, why: RegExp][] = [
    ['no JSON', '{"id":"2026\n', /it is no valid JSON$/],
    ['nothing', '\n', /it is no valid JSON$/],
    ['no record', '[]\n', /the whole must be an object$/],
    ['a record without an id', line({ ...second, id: undefined }), /id must be text$/],
    [
      'a time that is none',
      line(backup(monday, null, { endedAt: 'yesterday' })),
      /endedAt must be text like/,
    ],
  ]
  for (const [what, wrong, why] of cases)
    for (const rest of ['', line(third), line(third).slice(0, 9)])
      test(`${what}, before ${rest.length} bytes`, async () => {
        const path = join(directory, 'wrong.index')
        writeFileSync(path, line(first) + wrong + rest)
        await assert.rejects(readIndex(path), (error: Error) => {
          assert.ok(error instanceof IndexError)
          assert.ok(error.message.startsWith(`${path}:2: `), error.message)
          assert.match(error.message, why)
          return true
        })
      })

  test('and an index that is no file is one too, not an empty one', async () => {
    await assert.rejects(readIndex(directory), { code: 'EISDIR' })
  })
})
