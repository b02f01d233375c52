import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { describe, test } from 'node:test'
import { listenPsk } from '../../../../agent/link/psk.ts'
import { startChild } from '../../../../agent/rebuild/child.ts'
import { feed } from '../../../../agent/rebuild/feed.ts'
import { sendData, sendWords } from '../../../../agent/rebuild/frames.ts'
import { parseSettings } from '../../../../agent/settings.ts'
import { exampleSettings } from '../settings-example.ts'

/** Asks a donor that behaves as given. Says whether room was made for its data, what arrived, and how it ended. */
async function ask(behave: (socket: TLSSocket) => Promise<void>) {
  const root = mkdtempSync(join(tmpdir(), 'feed-'))
  const file = join(root, 'copy')
  const key = Buffer.from(exampleSettings.key, 'hex')
  const donor = listenPsk(
    { address: '127.0.0.1', port: 0 },
    () => key,
    (socket) => socket.once('data', () => void behave(socket).then(() => socket.end())),
  )
  await once(donor, 'listening')
  const { port } = donor.address() as AddressInfo
  const settings = parseSettings({ ...exampleSettings, peer: { ...exampleSettings.peer, port } })
  const signal = AbortSignal.timeout(10_000)
  const course: string[] = []
  const begin = () => {
    course.push('room was made')
    return Promise.resolve(startChild('dd', [`of=${file}`], signal, { stdio: ['pipe', 'ignore', 'pipe'] }))
  }
  try {
    await feed({ settings, signal }, 'mariadb-backup', begin, { count: () => undefined })
    course.push(readFileSync(file, 'utf8'))
  } catch (error) {
    course.push((error as Error).message)
  } finally {
    donor.close()
    rmSync(root, { recursive: true, force: true })
  }
  return course
}

const data = (text: string) => (socket: TLSSocket) => sendData(socket, Buffer.from(text))

describe('what is here goes when the donor’s data has begun to come, not before', () => {
  test('a donor that refuses', async () => {
    const course = await ask((socket) =>
      sendWords(socket, { kind: 'failed', message: 'somebody copies already' }),
    )
    assert.deepEqual(course, ['the peer: somebody copies already'])
  })

  test('a donor that lives for a while, and fails', async () => {
    const course = await ask(async (socket) => {
      await sendWords(socket, { kind: 'alive' })
      await sendWords(socket, { kind: 'failed', message: 'the program ended with 1' })
    })
    assert.deepEqual(course, ['the peer: the program ended with 1'])
  })

  test('a donor that goes without a word', async () => {
    const [first] = await ask(() => Promise.resolve())
    assert.match(first ?? '', /ended the connection before the copy was complete/)
  })

  test('a donor that says that nothing was all', async () => {
    const [first] = await ask((socket) => sendWords(socket, { kind: 'end' }))
    assert.match(first ?? '', /has sent nothing/)
  })

  test('a donor that gives', async () => {
    const course = await ask(async (socket) => {
      await data('one ')(socket)
      await data('two')(socket)
      await sendWords(socket, { kind: 'end' })
    })
    assert.deepEqual(course, ['room was made', 'one two'])
  })
})
