import { once } from 'node:events'
import type { Writable } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import type { RebuildMethod } from '../../src/mysql/rebuild-method.ts'
import { protocolVersion } from '../link/peer-message.ts'
import { connectPsk, streamIdentity } from '../link/psk.ts'
import { sendJsonLine } from '../link/lines.ts'
import type { Settings } from '../settings.ts'
import { ShapeError } from '../shape.ts'
import type { Fields } from '../shape.ts'
import { writeTo } from './flow.ts'
import { readFrames } from './frames.ts'
import type { Frame } from './frames.ts'
import { parseOffer } from './offer.ts'
import type { Offer } from './offer.ts'

/** The donor says that it lives every few seconds. */
const silenceMilliseconds = 60_000

/** What the peer has to give. @throws with the peer's own reason when it gives nothing */
export async function askOffer(settings: Settings, signal: AbortSignal): Promise<Offer> {
  for await (const frame of ask(settings, 'offer', signal))
    if (frame.kind === 'words' && frame.fields.text('kind') === 'offer') return parseOffer(frame.fields)
  throw new Error('the peer ended the connection without an answer')
}

/**
 * Takes the peer's stream into what `open` gives, no faster than that takes it; it is asked when the first data has come.
 * @returns what the donor said at the end @throws unless it said that this was all
 */
export async function receive(
  settings: Settings,
  method: RebuildMethod,
  open: () => Promise<Writable>,
  count: (bytes: number) => void,
  signal: AbortSignal,
): Promise<{ end: Fields; sink: Writable }> {
  let sink: Writable | null = null
  for await (const frame of ask(settings, method, signal)) {
    if (frame.kind === 'words') {
      if (frame.fields.text('kind') !== 'end') continue
      if (sink === null) throw new Error('the peer says that this was all, and has sent nothing')
      return { end: frame.fields, sink }
    }
    sink ??= await open()
    count(frame.bytes.length)
    await writeTo(sink, frame.bytes)
  }
  throw new Error('the peer ended the connection before the copy was complete')
}

async function* ask(settings: Settings, want: string, signal: AbortSignal): AsyncGenerator<Frame> {
  signal.throwIfAborted()
  const { clusterId, nodeId, peer } = settings
  const key = Buffer.from(settings.key, 'hex')
  const socket = connectPsk(peer, streamIdentity(clusterId, nodeId), key)
  const stop = () => socket.destroy(signal.reason as Error)
  signal.addEventListener('abort', stop, { once: true })
  try {
    await connected(socket)
    sendJsonLine(socket, { version: protocolVersion, want })
    for await (const frame of readFrames(socket)) {
      if (frame.kind === 'words' && frame.fields.text('kind') === 'failed')
        throw new ShapeError(`the peer: ${frame.fields.text('message')}`)
      // What takes it may take its time: only the peer's silence counts.
      socket.setTimeout(0)
      yield frame
      socket.setTimeout(silenceMilliseconds)
    }
  } finally {
    signal.removeEventListener('abort', stop)
    socket.destroy()
  }
}

async function connected(socket: TLSSocket): Promise<void> {
  socket.setTimeout(silenceMilliseconds, () => socket.destroy(new Error('the peer is silent')))
  await once(socket, 'secureConnect')
}
