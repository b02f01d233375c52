import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { bufferPoolBytes, redoLogBytes } from '../../../../roles/mysql/settings/memory.ts'
import { gibibyte, mebibyte } from '../../../../roles/mysql/settings/setting.ts'

const poolOf: readonly [memoryGibibytes: number, connections: number, poolMebibytes: number][] = [
  [1.5, 1000, 384],
  [2, 1000, 512],
  [4, 1000, 1024],
  [8, 1000, 3072],
  [16, 1000, 11264],
  [64, 1000, 44 * 1024],
  [256, 5000, 179 * 1024],
]

test('buffer pool by memory', () => {
  for (const [memory, connections, pool] of poolOf)
    assert.equal(bufferPoolBytes(memory * gibibyte, connections) / mebibyte, pool, `${memory} GiB`)
})

const memory = fc.integer({ min: 512, max: 2 ** 21 }).map((mebibytes) => mebibytes * mebibyte)

test('the buffer pool leaves memory to others and grows with the host', () => {
  fc.assert(
    fc.property(memory, fc.integer({ min: 10, max: 100_000 }), (bytes, connections) => {
      const pool = bufferPoolBytes(bytes, connections)
      assert.ok(pool >= 128 * mebibyte && pool <= bytes * 0.7)
      assert.equal(pool % (128 * mebibyte), 0)
      assert.ok(bufferPoolBytes(bytes + gibibyte, connections) >= pool)
    }),
  )
})

test('the redo log is bounded and a multiple of 128 MiB', () => {
  fc.assert(
    fc.property(memory, (bytes) => {
      const redo = redoLogBytes(bytes)
      assert.ok(redo >= 256 * mebibyte && redo <= 4 * gibibyte)
      assert.equal(redo % (128 * mebibyte), 0)
    }),
  )
})
