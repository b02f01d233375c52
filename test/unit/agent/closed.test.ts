import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { modelNode, think } from './node.ts'

const now = 10_000

describe('writes count as closed only when that was seen afterwards', () => {
  const cases: [string, { readOnly: boolean; openTouchedAt: number }, boolean][] = [
    ['read-only, looked at later', { readOnly: true, openTouchedAt: now - 500 }, false],
    ['read-only, but opened or closed since that look', { readOnly: true, openTouchedAt: now }, true],
    ['writable', { readOnly: false, openTouchedAt: now - 500 }, true],
  ]
  for (const [name, { readOnly, openTouchedAt }, open] of cases)
    test(name, () => {
      const node = modelNode('a', 0, { failover: 'assisted' })
      node.server.readOnly = readOnly
      node.state = {
        ...node.state,
        settled: true,
        open: true,
        openTouchedAt,
        durable: { ...node.state.durable, role: 'FENCED', term: 2, primaryTerm: 2 },
      }
      think(node, now)
      assert.equal(node.state.open, open)
    })
})
