import { connect, createServer } from 'node:tls'
import type { Server, TLSSocket } from 'node:tls'
import type { Endpoint } from '../settings.ts'

// Ephemeral keys, so that a key that leaks later opens no recorded traffic. TLS 1.3 takes no plain PSK from Node.
const options = {
  ciphers: 'ECDHE-PSK-CHACHA20-POLY1305',
  minVersion: 'TLSv1.2',
  maxVersion: 'TLSv1.2',
} as const

/** Under which name a node asks for data: the key proves it, the name keeps it apart from the peers' talk. */
export function streamIdentity(clusterId: string, nodeId: string): string {
  return `${clusterId}/${nodeId}/stream`
}

/** A key for whoever names himself so; `null` turns him away. */
export type KeyOf = (identity: string) => Buffer | null

/** Listens for holders of a key. The handler gets the identity that the key proved. */
export function listenPsk(
  endpoint: Endpoint,
  keyOf: KeyOf,
  accept: (socket: TLSSocket, identity: string) => void,
): Server {
  const identities = new WeakMap<object, string>()
  const server = createServer({
    ...options,
    handshakeTimeout: 3000,
    pskCallback(socket, identity) {
      identities.set(socket, identity)
      return keyOf(identity)
    },
  })
  server.on('secureConnection', (socket) => {
    socket.setNoDelay(true)
    socket.on('error', () => socket.destroy())
    accept(socket, identities.get(socket) ?? '')
  })
  // A stranger's failed handshake is his business.
  server.on('tlsClientError', (_error, socket) => socket.destroy())
  server.listen({ host: endpoint.address, port: endpoint.port })
  return server
}

/** Connects as `identity`. The other side proves itself by knowing the key. */
export function connectPsk(endpoint: Endpoint, identity: string, key: Buffer): TLSSocket {
  const socket = connect({
    ...options,
    host: endpoint.address,
    port: endpoint.port,
    checkServerIdentity: () => undefined,
    pskCallback: () => ({ psk: key, identity }),
  })
  socket.setNoDelay(true)
  return socket
}
