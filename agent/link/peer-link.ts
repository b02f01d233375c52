import { randomUUID } from 'node:crypto'
import type { TLSSocket } from 'node:tls'
import type { PeerObservation } from '../decide/observation.ts'
import type { Publication } from '../decide/publish.ts'
import type { Settings } from '../settings.ts'
import { createConversation } from './conversation.ts'
import { onJsonLines, sendJsonLine } from './lines.ts'
import { parsePeerMessage, protocolVersion } from './peer-message.ts'
import { connectPsk, listenPsk, streamIdentity } from './psk.ts'

/**
 * Both nodes listen and both connect; each speaks on the connection that it made and listens on the other's, so that all
 * it says arrives in order.
 */
export interface PeerLink {
  observe(): PeerObservation
  tell(publication: Publication): void
  close(): void
}

const reconnectMilliseconds = 250
const listenAgainMilliseconds = 1000
const handshakeMilliseconds = 1000
/** A connection whose messages the peer does not confirm for so long is made anew: its other end may have lost its power. */
const unconfirmedMilliseconds = 3000

/**
 * @param uptime the agent's clock @param wake called when the peer said something
 * @param serve gets the connections by which the peer asks for data
 */
export function peerLink(
  settings: Settings,
  uptime: () => number,
  wake: () => void,
  serve: (socket: TLSSocket) => void = (socket) => socket.destroy(),
): PeerLink {
  const key = Buffer.from(settings.key, 'hex')
  const conversation = createConversation(randomUUID())
  let inbound: TLSSocket | null = null
  let outbound: TLSSocket | null = null
  let connectedAt = 0
  let closed = false
  let retry: NodeJS.Timeout | undefined
  let listenRetry: NodeJS.Timeout | undefined

  const talk = `${settings.clusterId}/${settings.peer.nodeId}`
  const stream = streamIdentity(settings.clusterId, settings.peer.nodeId)
  const server = listenPsk(
    settings.self,
    (identity) => (identity === talk || identity === stream ? key : null),
    (socket, identity) => {
      if (identity === stream) return serve(socket)
      // The peer has connected anew; what may still come on its old connection is older.
      inbound?.destroy()
      inbound = socket
      socket.setTimeout(10_000, () => socket.destroy())
      onJsonLines(socket, (value) => socket === inbound && hear(value))
    },
  )
  // A host may start before its address is there.
  server.on('error', () => {
    if (!closed && !server.listening) listenRetry = setTimeout(listenAgain, listenAgainMilliseconds)
  })
  reconnect()

  function hear(value: unknown): void {
    const state = parsePeerMessage(value, settings.clusterId, settings.peer.nodeId)
    if (conversation.hear(state, uptime())) wake()
  }

  function listenAgain(): void {
    server.listen({ host: settings.self.address, port: settings.self.port })
  }

  function reconnect(): void {
    if (closed) return
    const socket = connectPsk(settings.peer, `${settings.clusterId}/${settings.nodeId}`, key)
    const slow = setTimeout(() => socket.destroy(), handshakeMilliseconds)
    socket.on('secureConnect', () => {
      clearTimeout(slow)
      outbound = socket
      connectedAt = uptime()
      conversation.renew()
      wake()
    })
    socket.on('error', () => socket.destroy())
    socket.on('close', () => {
      clearTimeout(slow)
      if (outbound === socket) outbound = null
      if (!closed) retry = setTimeout(reconnect, reconnectMilliseconds)
    })
  }

  return {
    observe: () => conversation.observe(),
    tell(publication) {
      if (outbound === null) return
      const { confirmedSentAt } = conversation.observe()
      if (uptime() - Math.max(connectedAt, confirmedSentAt ?? 0) > unconfirmedMilliseconds) {
        outbound.destroy()
        return
      }
      const state = conversation.tell(publication, uptime())
      if (state === null) return
      if (!sendJsonLine(outbound, { version: protocolVersion, cluster: settings.clusterId, state }))
        outbound.destroy()
    },
    close() {
      closed = true
      clearTimeout(retry)
      clearTimeout(listenRetry)
      inbound?.destroy()
      outbound?.destroy()
      server.close()
    },
  }
}
