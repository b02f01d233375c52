import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { writeSealed } from '../../../../../agent/backup/store/seal.ts'
import type { Seal } from '../../../../../agent/backup/store/seal.ts'
import { encrypted, inPieces, key, nameOf, plainly, scratch, seals, unaborted, unsealed } from './scratch.ts'

const chunk = 1024 * 1024
const random = randomBytes(3 * chunk)

describe('what is sealed comes back', () => {
  for (const seal of seals)
    test(nameOf(seal), async (context) => {
      const directory = scratch(context)
      let number = 0
      const aroundBorders = fc
        .tuple(fc.constantFrom(0, 65536, chunk, 2 * chunk), fc.integer({ min: -17, max: 17 }))
        .map(([border, beside]) => Math.max(0, border + beside))
      const check = async (size: number, pieceSize: number, compressible: boolean) => {
        const data = compressible ? Buffer.alloc(size, 'abc') : random.subarray(0, size)
        const path = `a/b/${number++}`
        const file = await writeSealed(directory, path, inPieces(data, pieceSize), seal, unaborted)
        const onDisk = readFileSync(join(directory, path))
        assert.deepEqual(file, {
          path,
          bytes: onDisk.length,
          sha256: createHash('sha256').update(onDisk).digest('hex'),
          plainBytes: size,
        })
        assert.ok((await unsealed(directory, file, seal)).equals(data))
      }
      for (const size of [0, 1, chunk - 1, chunk, chunk + 1, 2 * chunk]) await check(size, 65536, false)
      await fc.assert(
        fc.asyncProperty(aroundBorders, fc.constantFrom(1000, 65536, 5 * chunk), fc.boolean(), check),
        { numRuns: 12 },
      )
    })
})

describe('a file that is written', () => {
  test('and the directories above it are its owner’s alone', async (context) => {
    const directory = scratch(context)
    await writeSealed(directory, 'a/b/c', inPieces(random), plainly, unaborted)
    const modes = ['a', 'a/b', 'a/b/c'].map((path) => statSync(join(directory, path)).mode & 0o777)
    assert.deepEqual(modes, [0o700, 0o700, 0o600])
  })

  test('never replaces one that is there', async (context) => {
    const directory = scratch(context)
    writeFileSync(join(directory, 'a'), 'old')
    await assert.rejects(writeSealed(directory, 'a', inPieces(random), plainly, unaborted), {
      code: 'EEXIST',
    })
    assert.equal(readFileSync(join(directory, 'a'), 'utf8'), 'old')
  })

  test('is never the same twice when it is encrypted, and shows nothing', async (context) => {
    const directory = scratch(context)
    const data = Buffer.alloc(1000, 'secret')
    const one = await writeSealed(directory, 'one', inPieces(data), encrypted, unaborted)
    const other = await writeSealed(directory, 'other', inPieces(data), encrypted, unaborted)
    assert.notEqual(one.sha256, other.sha256)
    assert.equal(readFileSync(join(directory, 'one')).indexOf('secret'), -1)
  })

  for (const path of ['', '/a', '../a', 'a/../b', 'a//b', 'a/', '.', './a', 'a/..', 'a\0b'])
    test(`is not written at ${JSON.stringify(path)}`, async (context) => {
      const directory = join(scratch(context), 'inside')
      await assert.rejects(
        writeSealed(directory, path, inPieces(random), plainly, unaborted),
        /is no path below/,
      )
      assert.ok(!existsSync(directory))
    })

  test('may have dots in its name', async (context) => {
    const directory = scratch(context)
    await writeSealed(directory, '..a/.b/c..', inPieces(random), plainly, unaborted)
    assert.ok(existsSync(join(directory, '..a/.b/c..')))
  })

  test('needs a key of 32 bytes', async (context) => {
    const seal: Seal = { compression: 'none', key: key.subarray(1) }
    await assert.rejects(
      writeSealed(scratch(context), 'a', inPieces(random), seal, unaborted),
      /32 bytes, not 31/,
    )
  })
})

describe('a failed write leaves no file', () => {
  for (const seal of seals) {
    test(`when the source fails: ${nameOf(seal)}`, async (context) => {
      const directory = scratch(context)
      async function* source() {
        yield* inPieces(random)
        throw new Error('the source broke')
      }
      await assert.rejects(
        writeSealed(directory, 'a', source(), seal, unaborted),
        /^Error: the source broke$/,
      )
      assert.ok(!existsSync(join(directory, 'a')))
    })

    test(`when a source that gives nothing more is aborted: ${nameOf(seal)}`, async (context) => {
      const directory = scratch(context)
      const stream = new Readable({ read: () => undefined })
      stream.push(random)
      const abort = new AbortController()
      const writing = writeSealed(directory, 'a', stream, seal, abort.signal)
      setTimeout(() => abort.abort(new Error('enough')), 50)
      await assert.rejects(writing, /^Error: enough$/)
      assert.ok(!existsSync(join(directory, 'a')))
      assert.ok(stream.destroyed)
    })
  }

  test('when the disk is full, and lets the source go', async () => {
    const { open } = await import('node:fs/promises')
    const { writePieces } = await import('../../../../../agent/backup/store/write-pieces.ts')
    const file = await open('/dev/full', 'w')
    let released = false
    async function* source() {
      try {
        for (;;) yield random
      } finally {
        released = true
      }
    }
    await assert.rejects(writePieces(file, source()), { code: 'ENOSPC' })
    await file.close()
    assert.ok(released)
  })
})
