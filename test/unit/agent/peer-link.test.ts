import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { test } from 'node:test'
import { peerLink } from '../../../agent/link/peer-link.ts'
import { listenPsk } from '../../../agent/link/psk.ts'
import { parseSettings } from '../../../agent/settings.ts'
import { until } from '../../e2e/support/until.ts'
import { modelNode, think } from './node.ts'
import { exampleSettings } from './settings-example.ts'

test('a connection that leads nowhere is made anew: the peer’s machine may have gone without a word', async () => {
  const key = Buffer.from(exampleSettings.key, 'hex')
  const connections: TLSSocket[] = []
  // It takes everything in, and says nothing.
  const peer = listenPsk(
    { address: '127.0.0.1', port: 0 },
    () => key,
    (socket) => connections.push(socket.resume()),
  )
  await once(peer, 'listening')
  const { port } = peer.address() as AddressInfo
  const settings = parseSettings({ ...exampleSettings, peer: { ...exampleSettings.peer, port } })
  settings.self.port = 0
  let now = 10_000
  let wake = (): void => undefined
  const woken = () => new Promise<void>((resolve) => (wake = resolve))
  const connected = woken()
  const link = peerLink(
    settings,
    () => now,
    () => wake(),
  )
  const { tell } = think(modelNode('a', 1000), 2000)
  try {
    await connected
    now += 2900
    link.tell(tell)
    assert.equal(connections.length, 1)
    now += 200
    const again = woken()
    link.tell(tell)
    await again
    assert.equal(connections.length, 2)
  } finally {
    link.close()
    connections.forEach((socket) => socket.destroy())
    peer.close()
  }
})

test('an agent that starts before its address can be had listens as soon as it can', async () => {
  const other = createServer()
  other.listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  const settings = parseSettings({
    ...exampleSettings,
    self: { ...exampleSettings.self, address: '127.0.0.1', port },
    peer: { ...exampleSettings.peer, address: '127.0.0.1', port: 9 },
  })
  const link = peerLink(
    settings,
    () => 0,
    () => undefined,
  )
  try {
    other.close()
    await once(other, 'close')
    await until(
      'it listens',
      20,
      () =>
        new Promise<boolean>((resolve) => {
          const socket = connect({ host: '127.0.0.1', port })
          const answer = (there: boolean) => () => {
            socket.destroy()
            resolve(there)
          }
          socket.once('connect', answer(true)).once('error', answer(false))
        }),
    )
  } finally {
    link.close()
  }
})
