import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { clearLeftovers } from '../../../../agent/rebuild/leftovers.ts'
import type { Paths } from '../../../../agent/settings.ts'

test('a new agent takes the logins of a killed one away, and nothing else', () => {
  const root = mkdtempSync(join(tmpdir(), 'leftovers-'))
  try {
    for (const name of ['run/login-abc', 'run/server-x', 'state/copy-1', 'state/incidents'])
      mkdirSync(join(root, name), { recursive: true })
    writeFileSync(join(root, 'run/login-abc/login.cnf'), '[client]', { mode: 0o600 })
    writeFileSync(join(root, 'run/verdict'), '1')
    const paths = { scratch: join(root, 'run'), state: join(root, 'state/state.json') } as Paths
    clearLeftovers({ paths })
    assert.deepEqual(
      [readdirSync(join(root, 'run')), readdirSync(join(root, 'state'))],
      [['verdict'], ['incidents']],
    )
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
})
