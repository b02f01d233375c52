import assert from 'node:assert/strict'
import { Duplex, PassThrough } from 'node:stream'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { readFrames, sendData, sendWords } from '../../../../agent/rebuild/frames.ts'

/** Writes frames into memory, cuts the bytes anew at the given sizes, and reads them back. */
async function through(
  frames: readonly (Buffer | Record<string, string>)[],
  sizes: readonly number[],
): Promise<{ words: string[]; data: Buffer }> {
  const wire = new PassThrough({ highWaterMark: 1 << 24 })
  for (const frame of frames) await (Buffer.isBuffer(frame) ? sendData(wire, frame) : sendWords(wire, frame))
  await new Promise((resolve) => setImmediate(resolve))
  const bytes = (wire.read() as Buffer | null) ?? Buffer.alloc(0)
  return collect(cut(bytes, sizes))
}

function cut(bytes: Buffer, sizes: readonly number[]): PassThrough {
  const source = new PassThrough({ highWaterMark: 1 << 24 })
  let at = 0
  for (let index = 0; at < bytes.length; index += 1) {
    const size = sizes[index % sizes.length] ?? bytes.length
    source.write(bytes.subarray(at, at + size))
    at += size
  }
  source.end()
  return source
}

async function collect(source: PassThrough): Promise<{ words: string[]; data: Buffer }> {
  const words: string[] = []
  const data: Buffer[] = []
  for await (const frame of readFrames(source)) {
    if (frame.kind === 'data') data.push(frame.bytes)
    else words.push(frame.fields.text('say'))
  }
  return { words, data: Buffer.concat(data) }
}

describe('the stream between two agents', () => {
  test('gives back what was sent, however the network cuts it', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.string({ maxLength: 30 })), {
          maxLength: 12,
        }),
        fc.array(fc.integer({ min: 1, max: 97 }), { minLength: 1, maxLength: 8 }),
        async (sent, sizes) => {
          const frames = sent.map((one) => (typeof one === 'string' ? { say: one } : Buffer.from(one)))
          const got = await through(frames, sizes)
          assert.deepEqual(
            got.words,
            sent.filter((one) => typeof one === 'string'),
          )
          assert.deepEqual(
            got.data,
            Buffer.concat(sent.filter((one) => typeof one !== 'string').map((one) => Buffer.from(one))),
          )
        },
      ),
      { numRuns: 60 },
    ))

  test('an end in the middle of a frame is an error', async () => {
    const wire = new PassThrough()
    await sendData(wire, Buffer.from('twelve bytes'))
    await new Promise((resolve) => setImmediate(resolve))
    const bytes = wire.read() as Buffer
    for (const short of [3, 5, 9, bytes.length - 1])
      await assert.rejects(collect(cut(bytes.subarray(0, short), [4])), /ended in the middle/)
  })

  test('what is no frame is refused', () =>
    assert.rejects(collect(cut(Buffer.from('HTTP/1.1 400 Bad Request\r\n'), [64])), /no frame/))

  test('a sender waits for a slow reader, and is told when it is gone', async () => {
    const socket = new Duplex({ highWaterMark: 10, read: () => undefined, write: () => undefined })
    const sending = sendData(socket, Buffer.alloc(100))
    socket.destroy()
    await assert.rejects(sending, /gone/)
    await assert.rejects(sendData(socket, Buffer.alloc(1)), /gone/)
  })

  test('a sender whose words wait behind data hears once that the reader is gone: no failure is left to end the agent', async () => {
    const unheard: unknown[] = []
    const note = (reason: unknown) => void unheard.push(reason)
    process.on('unhandledRejection', note)
    try {
      const socket = new Duplex({ highWaterMark: 10, read: () => undefined, write: () => undefined })
      const waiting = [sendData(socket, Buffer.alloc(100)), sendWords(socket, { kind: 'alive' })]
      socket.destroy()
      for (const one of waiting) await assert.rejects(one, /gone/)
      await new Promise((resolve) => setImmediate(resolve))
      assert.deepEqual(unheard, [])
    } finally {
      process.off('unhandledRejection', note)
    }
  })
})
