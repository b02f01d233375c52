import type { Duplex, Readable } from 'node:stream'
import { fieldsOf } from '../shape.ts'
import type { Fields } from '../shape.ts'
import { writeTo } from './flow.ts'

/**
 * What travels from the donor: a type byte, a length (32 bits, big endian), then so many bytes. Words say what the data is
 * and, at the end, whether it was all: that a connection ended proves nothing.
 */
const words = 1
const data = 2
const headerBytes = 5
const mostWordBytes = 4 * 1024 * 1024

/** One frame as it is read; data comes in pieces, as they arrive. */
export type Frame = { kind: 'words'; fields: Fields } | { kind: 'data'; bytes: Buffer }

/** Sends one message; resolves when the other side keeps up. */
export function sendWords(socket: Duplex, message: Record<string, unknown>): Promise<void> {
  return send(socket, words, Buffer.from(JSON.stringify(message)))
}

/** Sends a piece of data; resolves when the other side keeps up, so that nothing piles up here. */
export function sendData(socket: Duplex, bytes: Buffer): Promise<void> {
  return send(socket, data, bytes)
}

async function send(socket: Duplex, type: number, bytes: Buffer): Promise<void> {
  const header = Buffer.alloc(headerBytes)
  header.writeUInt8(type)
  header.writeUInt32BE(bytes.length, 1)
  socket.cork()
  // Both at once: frames of two senders must not mix.
  const first = writeTo(socket, header)
  const second = writeTo(socket, bytes)
  process.nextTick(() => socket.uncork())
  // Waited for together: nobody would hear the second when the first has failed, and that would end the agent.
  await Promise.all([first, second])
}

/** Reads frames until the connection ends. @throws when it ends inside one, or says something that is no frame */
export async function* readFrames(source: Readable): AsyncGenerator<Frame> {
  let rest: Buffer = Buffer.alloc(0)
  let left = 0
  for await (const chunk of source as AsyncIterable<Buffer>) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    for (;;) {
      if (left > 0) {
        if (rest.length === 0) break
        const bytes = rest.subarray(0, left)
        left -= bytes.length
        rest = rest.subarray(bytes.length)
        yield { kind: 'data', bytes }
        continue
      }
      if (rest.length < headerBytes) break
      const [type, length] = [rest.readUInt8(), rest.readUInt32BE(1)]
      if (type === data) {
        left = length
        rest = rest.subarray(headerBytes)
        continue
      }
      if (type !== words || length > mostWordBytes)
        throw new Error('the peer sent something that is no frame')
      if (rest.length < headerBytes + length) break
      const text = rest.toString('utf8', headerBytes, headerBytes + length)
      rest = rest.subarray(headerBytes + length)
      yield { kind: 'words', fields: fieldsOf(JSON.parse(text)) }
    }
  }
  if (left > 0 || rest.length > 0) throw new Error('the connection to the peer ended in the middle')
}
