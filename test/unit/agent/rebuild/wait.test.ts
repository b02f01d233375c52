import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { viewOfRebuild } from '../../../../agent/rebuild/wait.ts'
import { healthyStatus } from '../alerts/healthy.ts'

describe('how a rebuild stands', () => {
  const transition = (from: 'CLONING' | 'FENCED', to: 'FENCED' | 'STANDBY', reason: string) => ({
    at: '2026-01-01T00:00:00.000Z',
    from,
    to,
    term: 2,
    reason,
  })
  const joined = transition('FENCED', 'STANDBY', 'replicating from the primary')
  const ends: [string, ReturnType<typeof transition>[], boolean][] = [
    ['copied', [transition('CLONING', 'FENCED', 'rebuilt: complete')], true],
    ['copied, and a standby already', [transition('CLONING', 'FENCED', 'rebuilt: complete'), joined], true],
    ['refused', [transition('CLONING', 'FENCED', 'not rebuilt: the peer lacks x:1')], false],
    [
      'refused, and a standby again',
      [transition('CLONING', 'FENCED', 'not rebuilt: no room'), joined],
      false,
    ],
  ]
  for (const [title, transitions, ok] of ends)
    test(title, () => {
      const { line, ended } = viewOfRebuild({ ...healthyStatus('STANDBY'), transitions })
      assert.deepEqual(ended, { ok })
      assert.equal(line, transitions[0]?.reason)
    })
})
