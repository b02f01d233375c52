import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { uptimeMilliseconds } from '../../../agent/files/uptime.ts'
import { onJsonLines, sendJsonLine } from '../../../agent/link/lines.ts'
import { parsePeerMessage } from '../../../agent/link/peer-message.ts'
import { connectPsk, listenPsk } from '../../../agent/link/psk.ts'
import { witnessServer } from '../../../agent/link/witness-server.ts'
import { envelope, modelNode, think } from './node.ts'

const key = Buffer.alloc(32, 7)
const anywhere = { address: '127.0.0.1', port: 0 }

describe('links', () => {
  test('a holder of the key is let in under his name, another is not', async () => {
    const names: string[] = []
    const server = listenPsk(
      anywhere,
      (name) => (name === 'shop/node1' ? key : null),
      (socket, name) => {
        names.push(name)
        onJsonLines(socket, (value) => sendJsonLine(socket, value))
      },
    )
    await once(server, 'listening')
    const endpoint = { ...anywhere, port: (server.address() as AddressInfo).port }
    const friend = connectPsk(endpoint, 'shop/node1', key)
    const echoed = new Promise((resolve) => onJsonLines(friend, resolve))
    await once(friend, 'secureConnect')
    sendJsonLine(friend, { hello: 1 })
    assert.deepEqual(await echoed, { hello: 1 })
    assert.equal(friend.getProtocol(), 'TLSv1.2')
    for (const [name, wrongKey] of [
      ['shop/node1', Buffer.alloc(32, 8)],
      ['shop/node9', key],
    ] as const) {
      const stranger = connectPsk(endpoint, name, wrongKey)
      const [error] = (await once(stranger, 'error')) as [Error]
      assert.ok(error)
    }
    assert.deepEqual(names, ['shop/node1'])
    friend.destroy()
    server.close()
  })

  test('a witness answers over the wire, each cluster for itself', async () => {
    const clusters = [
      { clusterId: 'shop', key: key.toString('hex') },
      { clusterId: 'bank', key: 'cd'.repeat(32) },
    ]
    let now = uptimeMilliseconds()
    const stateDirectory = mkdtempSync(join(tmpdir(), 'witness-'))
    const begin = async () => {
      const server = witnessServer({ listen: anywhere, stateDirectory, clusters }, () => now)
      await once(server, 'listening')
      now += 10_000
      return { server, endpoint: { ...anywhere, port: (server.address() as AddressInfo).port } }
    }
    let { server, endpoint } = await begin()
    const ask = async (name: string, withKey: Buffer, node: string) => {
      const socket = connectPsk(endpoint, name, withKey)
      const answer = new Promise((resolve, reject) => {
        onJsonLines(socket, resolve)
        socket.once('close', () => reject(new Error('the witness has hung up')))
      })
      answer.catch(() => undefined)
      await once(socket, 'secureConnect')
      sendJsonLine(socket, { version: 1, sequence: 5, node, term: 3 })
      const { granted } = (await answer) as { granted: boolean }
      socket.destroy()
      return granted
    }
    assert.equal(await ask('shop/node1', key, 'node1'), true)
    assert.equal(await ask('shop/node2', key, 'node2'), false)
    assert.equal(await ask('bank/node1', Buffer.from('cd'.repeat(32), 'hex'), 'node1'), true)
    server.close()

    // Started anew, and its lease long run out: it still knows who has led in that term.
    ;({ server, endpoint } = await begin())
    assert.equal(await ask('shop/node2', key, 'node2'), false)
    assert.equal(await ask('shop/node1', key, 'node1'), true)
    server.close()

    // What it cannot write down it does not grant.
    rmSync(stateDirectory, { recursive: true })
    ;({ server, endpoint } = await begin())
    rmSync(stateDirectory, { recursive: true })
    await assert.rejects(ask('shop/node1', key, 'node1'), /hung up/)
    server.close()
  })

  test('a peer’s message survives the wire; one of another cluster, node or version is refused', () => {
    const node = modelNode('a', 1000)
    const state = envelope(node, think(node, 2000).tell, 2000)
    const sent = { version: 1, cluster: 'test', state }
    assert.deepEqual(parsePeerMessage(JSON.parse(JSON.stringify(sent)), 'test', 'a'), state)
    assert.throws(() => parsePeerMessage(sent, 'other', 'a'), /another cluster/)
    assert.throws(() => parsePeerMessage(sent, 'test', 'b'), /another node/)
    assert.throws(() => parsePeerMessage({ ...sent, version: 3 }, 'test', 'a'), /version 3/)
    assert.doesNotThrow(() => parsePeerMessage({ ...sent, version: 2 }, 'test', 'a'))
    for (const broken of [
      null,
      [],
      'x',
      { ...sent, state: { ...state, role: 'KING' } },
      { ...sent, state: { ...state, term: -1 } },
    ]) {
      assert.throws(() => parsePeerMessage(broken, 'test', 'a'))
    }
  })
})
