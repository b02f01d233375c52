import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { writeCounts } from '../../../../../agent/backup/check/counts-file.ts'
import {
  checkManifestFiles,
  readManifest,
  writeManifest,
} from '../../../../../agent/backup/store/manifest.ts'
import type { Manifest } from '../../../../../agent/backup/store/manifest.ts'
import { writeSealed } from '../../../../../agent/backup/store/seal.ts'
import { change, damaged, encrypted, flipped, inPieces, scratch, unaborted } from './scratch.ts'

describe('the manifest', () => {
  test('comes back as it was written, its owner’s alone, and is written once', async (context) => {
    const { directory, manifest, sha256 } = await backup(context)
    const path = join(directory, 'manifest.json')
    assert.equal(createHash('sha256').update(readFileSync(path)).digest('hex'), sha256)
    assert.deepEqual(await readManifest(directory, sha256), manifest)
    assert.equal(statSync(path).mode & 0o777, 0o600)
    await assert.rejects(writeManifest(directory, manifest), { code: 'EEXIST' })
    assert.deepEqual(await readManifest(directory, sha256), manifest)
  })

  test('is found damaged at every byte, and when it is not there', async (context) => {
    const { directory, sha256 } = await backup(context)
    const path = join(directory, 'manifest.json')
    const whole = readFileSync(path)
    for (let at = 0; at < whole.length; at++) {
      writeFileSync(path, flipped(whole, at))
      await assert.rejects(readManifest(directory, sha256), damaged(path, /another checksum/))
    }
    rmSync(path)
    await assert.rejects(readManifest(directory, sha256), damaged(path, /missing/))
  })

  const file = { path: 'a', bytes: 1, sha256: 'ab'.repeat(32), plainBytes: 1 }
  const withPath = (path: string) => ({ files: [{ ...file, path }] })
  const wrong: [string, object | string, RegExp][] = [
    ['no JSON', '{', /no valid JSON$/],
    ['no object', '[]', /must be an object/],
    ['another version', { version: 2 }, /version must be/],
    ['an id that leads elsewhere', { id: '../2026-11-30T015900-full' }, /id must be/],
    ['an unknown compression', { compression: 'lzma' }, /compression must be/],
    ['a path out of it', withPath('../a'), /files\[0\].path must be/],
    ['a path out of it, later', withPath('a/../../b'), /files\[0\].path must be/],
    ['an absolute path', withPath('/etc/passwd'), /files\[0\].path must be/],
    ['a path with a line end before it', withPath('a\n/../b'), /files\[0\].path must be/],
    ['a size below nothing', { files: [{ ...file, bytes: -1 }] }, /files\[0\].bytes must be/],
    ['counts that lie elsewhere', { counts: { ...file, path: '../a' } }, /counts.path must be/],
  ]
  for (const [what, edit, why] of wrong)
    test(`is not read with ${what}`, async (context) => {
      const directory = scratch(context)
      const path = join(directory, 'manifest.json')
      const text = typeof edit === 'string' ? edit : JSON.stringify({ ...empty, ...edit })
      writeFileSync(path, text)
      const sha256 = createHash('sha256').update(text).digest('hex')
      await assert.rejects(readManifest(directory, sha256), damaged(path, why))
    })
})

describe('the files of a manifest', () => {
  test('are whole', async (context) => {
    const { directory, manifest } = await backup(context)
    await checkManifestFiles(directory, manifest, unaborted)
  })

  const changes: [string, (directory: string) => void, string, RegExp][] = [
    [
      'a flipped bit',
      (at) => change(join(at, 'logs/2'), (bytes) => flipped(bytes, 30)),
      'logs/2',
      /checksum/,
    ],
    ['a missing one', (at) => rmSync(join(at, 'data')), 'data', /missing/],
    ['a missing directory', (at) => rmSync(join(at, 'logs'), { recursive: true }), 'logs/1', /missing/],
    ['one more', (at) => writeFileSync(join(at, 'logs/3'), ''), 'logs/3', /not in the manifest/],
    ['a link more', (at) => symlinkSync('1', join(at, 'logs/3')), 'logs/3', /neither a file nor/],
    [
      'a link in its place',
      (at) => {
        rmSync(join(at, 'data'))
        symlinkSync('logs/1', join(at, 'data'))
      },
      'data',
      /neither a file nor/,
    ],
    [
      'a directory in its place',
      (at) => {
        rmSync(join(at, 'data'))
        mkdirSync(join(at, 'data'))
      },
      'data',
      /no regular file/,
    ],
  ]
  for (const [what, edit, path, why] of changes)
    test(`are not, with ${what}`, async (context) => {
      const { directory, manifest } = await backup(context)
      edit(directory)
      await assert.rejects(
        checkManifestFiles(directory, manifest, unaborted),
        damaged(join(directory, path), why),
      )
    })

  test('are left when the signal fires', async (context) => {
    const { directory, manifest } = await backup(context)
    const reason = new Error('enough')
    await assert.rejects(checkManifestFiles(directory, manifest, AbortSignal.abort(reason)), reason)
  })
})

const empty: Omit<Manifest, 'counts'> = {
  version: 1,
  id: '2026-11-30T015900-full',
  compression: 'none',
  encrypted: true,
  files: [],
}

async function backup(context: Parameters<typeof scratch>[0]) {
  const directory = scratch(context)
  const files = []
  for (const path of ['data', 'logs/1', 'logs/2'])
    files.push(await writeSealed(directory, path, inPieces(Buffer.from(path)), encrypted, unaborted))
  const counts = await writeCounts(directory, [], encrypted, unaborted)
  const manifest = { ...empty, files, counts }
  return { directory, manifest, sha256: await writeManifest(directory, manifest) }
}
