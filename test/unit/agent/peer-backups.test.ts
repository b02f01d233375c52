import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parsePeerMessage } from '../../../agent/link/peer-message.ts'
import { ShapeError } from '../../../agent/shape.ts'
import { envelope, modelNode, think } from './node.ts'

const node = modelNode('a', 1000)
const state = envelope(node, think(node, 2000).tell, 2000)
const received = (backups: unknown) => {
  const message = { version: 1, cluster: 'test', state: { ...state, backups } }
  return parsePeerMessage(JSON.parse(JSON.stringify(message)), 'test', 'a')
}

describe('what a peer tells of its backups', () => {
  const good = { fit: true, lastAt: '2026-11-30T02:09:00.000Z', provenAt: '2026-11-30T04:40:00Z' }
  for (const backups of [
    good,
    { ...good, fit: false, provenAt: null },
    { ...good, lastAt: null, provenAt: null },
  ])
    test(`arrives: ${JSON.stringify(backups)}`, () => assert.deepEqual(received(backups).backups, backups))

  for (const none of [undefined, null])
    test(`may be nothing: ${String(none)}, as of an agent of the version before`, () => {
      assert.deepEqual(received(none), state)
      assert.ok(!('backups' in received(none)))
    })

  test('has no further fields', () => assert.deepEqual(received({ ...good, more: 1 }).backups, good))

  const times = ['', 'yesterday', '2026-11-30', '2026-11-30T02:09:00', '2026-11-30T02:09:00+08:00', 7, true]
  const wrong: Readonly<Record<string, readonly unknown[]>> = {
    fit: [undefined, null, 'true', 1],
    lastAt: times,
    provenAt: times,
  }
  for (const [name, values] of Object.entries(wrong))
    for (const value of values)
      test(`is refused: ${name} ${JSON.stringify(value)}`, () =>
        assert.throws(
          () => received({ ...good, [name]: value }),
          (error: Error) =>
            error instanceof ShapeError && error.message.startsWith(`state.backups.${name} must be`),
        ))
  for (const value of ['x', 7, []])
    test(`is refused: ${JSON.stringify(value)}`, () =>
      assert.throws(() => received(value), /state\.backups must be an object/))
})
