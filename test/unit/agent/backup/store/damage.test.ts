import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { checkStored } from '../../../../../agent/backup/store/check.ts'
import { decrypt, encrypt } from '../../../../../agent/backup/store/encryption.ts'
import { writeSealed } from '../../../../../agent/backup/store/seal.ts'
import type { Seal, StoredFile } from '../../../../../agent/backup/store/seal.ts'
import { UnsealError } from '../../../../../agent/backup/store/unseal-error.ts'
import {
  change,
  damaged,
  encrypted,
  flipped,
  inPieces,
  key,
  nameOf,
  scratch,
  seals,
  unaborted,
  unsealed,
} from './scratch.ts'

const chunk = 1024 * 1024
const sealedChunk = chunk + 16
const header = 24
const small = Buffer.from('some rows of some table\n'.repeat(3))

describe('damage on disk is found, and said', () => {
  for (const seal of seals) {
    // A program for each position takes its time.
    const step = seal.compression === 'zstd' ? 17 : 1
    test(`at every byte: ${nameOf(seal)}`, async (context) => {
      const directory = scratch(context)
      const path = join(directory, 'a')
      const file = await writeSealed(directory, 'a', inPieces(small), seal, unaborted)
      const whole = readFileSync(path)
      for (let at = 0; at < whole.length; at += step) {
        writeFileSync(path, flipped(whole, at))
        await assertFound(directory, file, seal, /another checksum/, `flipped at ${at}`)
        writeFileSync(path, whole.subarray(0, at))
        await assertFound(directory, file, seal, /shorter/, `cut at ${at}`)
      }
      writeFileSync(path, whole)
      assert.ok((await unsealed(directory, file, seal)).equals(small))
    })

    test(`of every other kind: ${nameOf(seal)}`, async (context) => {
      const directory = scratch(context)
      const path = join(directory, 'a')
      const file = await writeSealed(directory, 'a', inPieces(small), seal, unaborted)
      appendFileSync(path, 'x')
      await assertFound(directory, file, seal, /longer than it was: \d+ bytes, not \d+/, 'extended')
      truncateSync(path, file.bytes)
      renameSync(path, join(directory, 'b'))
      await assertFound(directory, file, seal, /it is missing/, 'missing')
      symlinkSync('b', path)
      await assertFound(directory, file, seal, /symbolic link/, 'a link')
      rmSync(path)
      mkdirSync(path)
      await assertFound(directory, file, seal, /no regular file/, 'a directory')
    })
  }

  test('in a large file, behind its end as a compressed one too', async (context) => {
    const directory = scratch(context)
    const seal: Seal = { compression: 'gzip', key: null }
    const file = await writeSealed(directory, 'a', inPieces(randomBytes(3 * chunk)), seal, unaborted)
    const early = await writeSealed(directory, 'b', inPieces(small), seal, unaborted)
    // Of the right size, and with a whole compressed file at its beginning.
    change(join(directory, 'a'), (bytes) => {
      readFileSync(join(directory, 'b')).copy(bytes)
      return bytes.fill(1, early.bytes)
    })
    await assertFound(directory, file, seal, /another checksum/, 'another end')
  })

  test('and a directory in its path that is a link', async (context) => {
    const directory = scratch(context)
    const file = await writeSealed(directory, 'real/a', inPieces(small), encrypted, unaborted)
    symlinkSync('real', join(directory, 'link'))
    await assertFound(directory, { ...file, path: 'link/a' }, encrypted, /behind a symbolic link/, 'link')
  })
})

describe('a seal that is not the one of the file is an error', () => {
  for (const seal of seals)
    for (const other of [...seals, { ...seal, key: Buffer.alloc(32, 8) }]) {
      if (nameOf(other) === nameOf(seal) && other.key?.equals(key) !== false) continue
      // The program zstd reads both, if it was built so.
      if (seal.compression === 'gzip' && other.compression === 'zstd') continue
      test(`${nameOf(seal)}, read as ${nameOf(other)}`, async (context) => {
        const directory = scratch(context)
        const file = await writeSealed(directory, 'a', inPieces(small), seal, unaborted)
        const why =
          nameOf(other) === nameOf(seal) ? /encrypted with another key/ : /it (is not|holds|cannot be)/
        await assert.rejects(unsealed(directory, file, other), damaged(join(directory, 'a'), why))
      })
    }
})

describe('whoever changes an encrypted file, and its checksum, is found out', () => {
  const [first, second, third] = [header, header + sealedChunk, header + 2 * sealedChunk]
  const changes: [string, (bytes: Buffer) => Buffer][] = [
    ['chunks swapped', (bytes) => pieces(bytes, [0, first], [second, third], [first, second], [third])],
    ['a chunk twice', (bytes) => pieces(bytes, [0, second], [first])],
    ['a chunk left out', (bytes) => pieces(bytes, [0, first], [second])],
    ['the first chunk alone', (bytes) => bytes.subarray(0, second)],
    ['all but the last chunk', (bytes) => bytes.subarray(0, third)],
    ['the header alone', (bytes) => bytes.subarray(0, header)],
    ['half a header', (bytes) => bytes.subarray(0, 9)],
    ['nothing', () => Buffer.alloc(0)],
    ['half a tag', (bytes) => bytes.subarray(0, second + 9)],
    ['more at the end', (bytes) => Buffer.concat([bytes, Buffer.alloc(16)])],
    ['its last chunk again', (bytes) => pieces(bytes, [0], [third])],
    ['another version', (bytes) => flipped(bytes, 7)],
    ['another salt', (bytes) => flipped(bytes, 8)],
  ]
  for (const size of [3 * chunk, 3 * chunk - 1, 2 * chunk + 1])
    for (const [what, edit] of changes)
      test(`${what}, of ${size} bytes`, async (context) => {
        const directory = scratch(context)
        const path = join(directory, 'a')
        const file = await writeSealed(directory, 'a', inPieces(randomBytes(size)), encrypted, unaborted)
        change(path, edit)
        const onDisk = readFileSync(path)
        const sha256 = createHash('sha256').update(onDisk).digest('hex')
        const forged = { ...file, bytes: onDisk.length, sha256 }
        await checkStored(directory, forged, unaborted)
        await assert.rejects(
          unsealed(directory, forged, encrypted),
          damaged(path, /encrypted|within the tag/),
        )
      })

  test('at every byte and every cut, by its tags alone', async () => {
    const sealed = await whole(encrypt(inPieces(small), key))
    assert.ok((await whole(decrypt(inPieces(sealed), key))).equals(small))
    for (let at = 0; at < sealed.length; at++) {
      await assert.rejects(
        whole(decrypt(inPieces(flipped(sealed, at)), key)),
        UnsealError,
        `flipped at ${at}`,
      )
      await assert.rejects(whole(decrypt(inPieces(sealed.subarray(0, at)), key)), UnsealError, `cut at ${at}`)
    }
  })
})

function pieces(bytes: Buffer, ...parts: [number, number?][]): Buffer {
  return Buffer.concat(parts.map(([from, to]) => bytes.subarray(from, to)))
}

async function whole(source: AsyncIterable<Buffer>): Promise<Buffer> {
  const found: Buffer[] = []
  for await (const piece of source) found.push(piece)
  return Buffer.concat(found)
}

async function assertFound(directory: string, file: StoredFile, seal: Seal, what: RegExp, when: string) {
  const expected = damaged(join(directory, file.path), what)
  await assert.rejects(checkStored(directory, file, unaborted), expected, when)
  await assert.rejects(unsealed(directory, file, seal), expected, when)
}
