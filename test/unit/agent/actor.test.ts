import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createActor } from '../../../agent/act/actor.ts'
import type { LaneAction } from '../../../agent/decide/action.ts'
import type { OutcomeEvent, ProgressEvent } from '../../../agent/decide/event.ts'
import type { Settings } from '../../../agent/settings.ts'
import { until } from '../../e2e/support/until.ts'

/** An actor whose work ends when it is told to; what it did, in order. */
function bench() {
  const course: string[] = []
  const endings = new Map<number, () => void>()
  const report = (event: OutcomeEvent | ProgressEvent): void => {
    if (event.kind === 'outcome') course.push(`${event.id} ${event.ok ? 'done' : event.detail}`)
  }
  const actor = createActor({} as Settings, report, async (work, { signal }) => {
    const id = work.kind === 'heartbeat' ? work.term : 0
    course.push(`${id} begins`)
    await new Promise<void>((resolve) => endings.set(id, resolve))
    course.push(`${id} ends`)
    signal.throwIfAborted()
    return ''
  })
  const start = (id: number, lane: LaneAction['lane']): void =>
    actor.start({ kind: 'heartbeat', id, lane, term: id })
  const begun = (id: number) => until(`${id} has begun`, 5, () => endings.has(id))
  return { course, start, begun, end: (id: number) => endings.get(id)?.() }
}

test('in a lane one thing runs at a time: what comes is begun when the other has ended', async () => {
  const { course, start, begun, end } = bench()
  start(1, 'database')
  await begun(1)
  start(2, 'database')
  await new Promise(setImmediate)
  assert.deepEqual(course, ['1 begins'])
  end(1)
  await begun(2)
  end(2)
  await until('both have ended', 5, () => course.length === 6)
  assert.deepEqual(
    course.filter((line) => /begins|ends/.test(line)),
    ['1 begins', '1 ends', '2 begins', '2 ends'],
  )
  assert.ok(course.includes('1 something more urgent came') && course.includes('2 done'), course.join())
})

test('two lanes do not wait for each other', async () => {
  const { start, begun, end } = bench()
  start(1, 'database')
  start(2, 'vip')
  await Promise.all([begun(1), begun(2)])
  end(1)
  end(2)
})

test('work that does not let itself be stopped is waited for no longer than a second', async () => {
  const { course, start, begun, end } = bench()
  start(1, 'database')
  await begun(1)
  start(2, 'database')
  await begun(2)
  assert.deepEqual(course, ['1 begins', '2 begins'])
  end(1)
  end(2)
})
