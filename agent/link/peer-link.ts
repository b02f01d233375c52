import { randomUUID } from 'node:crypto'
import type { TLSSocket } from 'node:tls'
import type { PeerObservation } from '../decide/observation.ts'
import type { PeerState } from '../decide/peer-state.ts'
import type { Publication } from '../decide/publish.ts'
import type { Settings } from '../settings.ts'
import { onJsonLines, sendJsonLine } from './lines.ts'
import { parsePeerMessage, protocolVersion } from './peer-message.ts'
import { connectPsk, listenPsk } from './psk.ts'
import { timing } from '../decide/timing.ts'

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
const handshakeMilliseconds = 1000
/** Sent messages whose echo still says something about now. */
const remembered = 40

/** @param uptime the agent's clock @param wake called when the peer said something */
export function peerLink(settings: Settings, uptime: () => number, wake: () => void): PeerLink {
  const key = Buffer.from(settings.key, 'hex')
  const me = { incarnation: randomUUID(), sequence: 0 }
  const sentAt = new Map<number, number>()
  let received: { state: PeerState; at: number; from: TLSSocket } | null = null
  let confirmedSentAt: number | null = null
  let inbound: TLSSocket | null = null
  let outbound: TLSSocket | null = null
  let heardGist = ''
  let told = { gist: '', at: -Infinity }
  let closed = false
  let retry: NodeJS.Timeout | undefined

  const server = listenPsk(
    settings.self,
    (identity) => (identity === `${settings.clusterId}/${settings.peer.nodeId}` ? key : null),
    (socket) => {
      // The peer has connected anew; what may still come on its old connection is older.
      inbound?.destroy()
      inbound = socket
      socket.setTimeout(10_000, () => socket.destroy())
      onJsonLines(socket, (value) => socket === inbound && hear(value, socket))
    },
  )
  server.on('error', () => wake())
  reconnect()

  function hear(value: unknown, from: TLSSocket): void {
    const state = parsePeerMessage(value, settings.clusterId, settings.peer.nodeId)
    const stale =
      received?.state.incarnation === state.incarnation && state.sequence <= received.state.sequence
    if (stale) return
    received = { state, at: uptime(), from }
    if (state.heard?.incarnation === me.incarnation) {
      confirmedSentAt = sentAt.get(state.heard.sequence) ?? confirmedSentAt
    }
    if (gist(state) !== heardGist) wake()
    heardGist = gist(state)
  }

  function reconnect(): void {
    if (closed) return
    const socket = connectPsk(settings.peer, `${settings.clusterId}/${settings.nodeId}`, key)
    const slow = setTimeout(() => socket.destroy(), handshakeMilliseconds)
    socket.on('secureConnect', () => {
      clearTimeout(slow)
      outbound = socket
      told.at = -Infinity
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
    observe: () => ({ state: received?.state ?? null, receivedAt: received?.at ?? 0, confirmedSentAt }),
    tell(publication) {
      const due = gist(publication) !== told.gist || uptime() - told.at >= timing.tick
      if (outbound === null || !due) return
      told = { gist: gist(publication), at: uptime() }
      const heard = received && { incarnation: received.state.incarnation, sequence: received.state.sequence }
      const state: PeerState = { ...publication, incarnation: me.incarnation, sequence: ++me.sequence, heard }
      sentAt.set(me.sequence, uptime())
      sentAt.delete(me.sequence - remembered)
      if (!sendJsonLine(outbound, { version: protocolVersion, cluster: settings.clusterId, state }))
        outbound.destroy()
    },
    close() {
      closed = true
      clearTimeout(retry)
      inbound?.destroy()
      outbound?.destroy()
      server.close()
    },
  }
}

/** What of a state is worth saying, or acting on, at once; the rest waits for the next turn. */
function gist({ role, term, promoting, vote, vip, eligible, open, mysql }: Publication): string {
  return JSON.stringify([role, term, promoting, vote, vip, eligible, open, mysql === null])
}
