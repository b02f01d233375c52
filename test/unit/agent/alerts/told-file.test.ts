import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { follow } from '../../../../agent/alerts/announce.ts'
import type { AlertMemory, Announcement } from '../../../../agent/alerts/announce.ts'
import { loadTold, toldFile } from '../../../../agent/alerts/told-file.ts'
import { until } from '../../../e2e/support/until.ts'

const lag = {
  rule: 'lag',
  severity: 'critical' as const,
  message: 'the standby is 9 s behind',
  occurrence: 0,
  holdsSeconds: 2,
}
const policy = { repeatSeconds: 180 }

async function withPath(work: (path: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'playbook-told-'))
  try {
    await work(join(directory, 'alerts.json'))
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** What one agent tells while `lag` is broken from `from` to `to`, or not, in milliseconds of its uptime. */
function told(
  memory: AlertMemory,
  broken: boolean,
  from: number,
  to: number,
): { memory: AlertMemory; said: Announcement['state'][] } {
  const said: Announcement['state'][] = []
  for (let uptime = from; uptime <= to; uptime += 250) {
    const step = follow(memory, broken ? [lag] : [], { uptime, wall: `at ${uptime}` }, policy)
    memory = step.memory
    said.push(...step.announcements.map(({ state }) => state))
  }
  return { memory, said }
}

test('an alarm that is over when the next agent looks is told to be over; one that lasts is not told anew', () =>
  withPath(async (path) => {
    const before = told([], true, 900_000, 905_000)
    assert.deepEqual(before.said, ['firing'])
    toldFile(path)(before.memory)
    // The uptime of another boot.
    await until('it is saved', 10, () => loadTold(path, 5000).length === 1)
    // It does not know yet what is over.
    assert.deepEqual(told(loadTold(path, 5000), false, 5000, 20_000).said, [])
    assert.deepEqual(told(loadTold(path, 5000), false, 5000, 24_000).said, ['resolved'])
    const lasting = told(loadTold(path, 5000), true, 5000, 9000)
    assert.deepEqual(lasting.said, [])
    assert.equal(lasting.memory[0]?.since, before.memory[0]?.since)
  }))

test('what nobody was told is not remembered', () =>
  withPath(async (path) => {
    const { memory } = told([], true, 0, 1000)
    assert.equal(memory.length, 1)
    toldFile(path)(memory)
    await until('it is saved', 10, () => existsSync(path))
    assert.deepEqual(loadTold(path, 0), [])
  }))

for (const text of ['', '{}', '{"told":[{"rule":"lag"}]}', '{"told":7}', 'null'])
  test(`a damaged memory of alarms (${text}) is none`, () =>
    withPath(async (path) => {
      await writeFile(path, text)
      assert.deepEqual(loadTold(path, 0), [])
    }))
