import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { JobOutput } from '../../../src/connect/job-output.ts'

test('a progress bar shows its last state', () => {
  const output = new JobOutput(0)
  assert.equal(output.add(Buffer.from('one\n10 %\r20 %\r')), '20 %')
  assert.equal(output.add(Buffer.from('\n\n')), '20 %')
  assert.equal(output.add(Buffer.alloc(0)), undefined)
  assert.equal(output.seenBytes, 16)
  assert.equal(output.truncated, false)
})

test('any chunks give the whole text, and the end of one that is too long', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 50 })), (chunks) => {
      const output = new JobOutput(0)
      for (const chunk of chunks) output.add(Buffer.from(chunk))
      assert.equal(output.text, chunks.join(''))
    }),
  )
  const long = new JobOutput(0)
  for (let count = 0; count < 5; count++) long.add(Buffer.alloc(400_000, String(count)))
  assert.equal(long.truncated, true)
  assert.equal(long.text.length, 1024 * 1024)
  assert.equal(long.text.at(-1), '4')
})
