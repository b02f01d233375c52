import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { AnswerReader } from '../../../src/connect/answer.ts'

const nonce = '0123456789abcdef01234567'
const limitBytes = 64

const content = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc
    .constantFrom('', '\n', `${nonce}\n`, `${nonce}:0\n`, `\n${nonce}\n/x/1 5\n`)
    .map((text) => Buffer.from(text)),
)

test('an answer is cut out of any stream, in any chunks, whatever the files hold', () => {
  fc.assert(
    fc.property(
      fc.array(content, { maxLength: 6 }),
      fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 4 }),
      fc.uint8Array({ maxLength: 20 }),
      fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 30 }),
      fc.boolean(),
      (files, statuses, behind, cuts, whole) => {
        const sent = (file: Buffer): Buffer => (whole ? file : file.subarray(0, limitBytes))
        const stream = Buffer.concat([
          Buffer.from(`noise\n${nonce}:${statuses.map((status) => ` ${status}`).join('')}\n`),
          ...files.map((file, index) => Buffer.from(`/run/playbook/shell.a/c/${index + 7} ${file.length}\n`)),
          Buffer.from(`${nonce}\n`),
          ...files.map(sent),
          behind,
        ])
        const reader = new AnswerReader(
          nonce,
          limitBytes,
          new Set(whole ? files.map((_, index) => index + 7) : []),
        )
        let offset = 0
        for (let turn = 0; ; turn++) {
          const next = offset + (cuts[turn % cuts.length] ?? 1)
          const cut = reader.feed(stream.subarray(offset, next))
          offset = Math.min(next, stream.length)
          if (cut === undefined) {
            assert.ok(offset < stream.length)
            continue
          }
          assert.deepEqual(cut.answer.statuses, statuses)
          files.forEach((file, index) => {
            const spooled = cut.answer.spooled.get(index + 7)
            assert.deepEqual(spooled?.bytes, sent(file))
            assert.equal(spooled?.sizeBytes, file.length)
          })
          assert.deepEqual(Buffer.concat([cut.rest, stream.subarray(offset)]), Buffer.from(behind))
          return
        }
      },
    ),
  )
})
