import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { from } from '../../../src/plan/deferred.ts'
import { cell, cellIs, CellHost } from './cells.ts'
import { planOf, runCells } from './run-cells.ts'

const set = (...names: string[]) => names.map((name) => cell(`${name} is set`, { name, value: '1' }))
const hostWith = (name: string, ...cells: string[]) => {
  const host = new CellHost(name)
  for (const one of cells) host.cells.set(one, '1')
  return host
}

describe('the loop', () => {
  test('an all-right phase is looked at in one round trip, however many steps it has', async () => {
    const names = Array.from({ length: 50 }, (_, index) => `c${index}`)
    const host = hostWith('a', ...names)
    const { ended } = await runCells(planOf({ role: [() => set(...names)] }, { hosts: ['a'] }), [host])
    assert.deepEqual(
      [ended.counts.right, ended.counts.changed, ended.roundTrips, ended.exitCode],
      [50, 0, 2, 0],
    )
  })

  test('what was probed ahead is thrown away by the first change, and the window doubles again', async () => {
    const host = hostWith('a', 'x', 'p', 'q', 'r', 's')
    await runCells(planOf({ role: [() => set('x', 'y', 'p', 'q', 'r', 's')] }, { hosts: ['a'] }), [host])
    assert.deepEqual(host.log, [
      'probe x,y,p,q,r,s',
      'write y=1',
      'probe y',
      'probe p',
      'probe q,r',
      'probe s',
      'close',
    ])
  })

  test('applying is told before the host is touched, and the step ends changed', async () => {
    const host = hostWith('a')
    const order: string[] = []
    const plan = planOf({ role: [() => set('x')] }, { hosts: ['a'] })
    await runCells(plan, [host], {
      onEvent: (event) =>
        order.push(
          `${event.kind} after ${host.log.filter((line) => line.startsWith('write')).length} writes`,
        ),
    })
    assert.ok(order.includes('stepApplying after 0 writes'))
    assert.ok(order.includes('stepChanged after 1 writes'))
  })

  test('a step that stays wrong after apply is NotConverged', async () => {
    const host = hostWith('a')
    host.broken.set('x', 'lost')
    const { ended, events } = await runCells(planOf({ role: [() => set('x')] }, { hosts: ['a'] }), [host])
    const failed = events.find((event) => event.kind === 'stepFailed')
    assert.equal(failed?.failure.code, 'NotConverged')
    assert.equal(ended.exitCode, 1)
  })

  test('a failing host stops; the others finish the phase; the next phase does not begin', async () => {
    const a = hostWith('a')
    const b = hostWith('b')
    a.broken.set('x', 'fails')
    const { ended } = await runCells(planOf({ role: [() => set('x', 'y'), () => set('z')] }), [a, b])
    assert.deepEqual([...a.cells.keys()], [])
    assert.deepEqual([...b.cells.keys()], ['x', 'y'])
    assert.equal(ended.outcome, 'failed')
  })

  test('every unreachable host is reported, and nothing is changed', async () => {
    const { ended, events } = await runCells(planOf({ role: [() => set('x')] }, { hosts: ['a', 'b', 'c'] }), [
      hostWith('b'),
    ])
    assert.equal(events.filter((event) => event.kind === 'hostFailed').length, 2)
    assert.equal(ended.counts.changed, 0)
  })

  test('check changes nothing, tells what would change, and exits 4', async () => {
    const host = hostWith('a', 'x')
    const { ended, kinds } = await runCells(
      planOf(
        { role: [() => [...set('x', 'y'), cellIs('y holds', { name: 'y', value: '1' })]] },
        { hosts: ['a'] },
      ),
      [host],
      { mode: 'check' },
    )
    assert.deepEqual(
      host.log.filter((line) => line.startsWith('write')),
      [],
    )
    assert.deepEqual(
      kinds.filter((kind) => kind.startsWith('step') && kind !== 'stepChecking'),
      ['stepRight', 'stepWouldChange', 'stepCannotTell'],
    )
    assert.deepEqual([ended.exitCode, ended.counts.different], [4, 2])
  })

  test('check of a host that is all right exits 0; a guard that fails there is a failure', async () => {
    const right = await runCells(planOf({ role: [() => set('x')] }, { hosts: ['a'] }), [hostWith('a', 'x')], {
      mode: 'check',
    })
    assert.equal(right.ended.exitCode, 0)
    const wrong = await runCells(
      planOf({ role: [() => [cellIs('x holds', { name: 'x', value: '2' })]] }, { hosts: ['a'] }),
      [hostWith('a', 'x')],
      { mode: 'check' },
    )
    assert.equal(wrong.ended.exitCode, 1)
  })

  test('a published value reaches a later phase on another host; under check it is unknown, not an error', async () => {
    const plan = planOf({
      role: [
        (host) => (host.name === 'a' ? [cell('key', { name: 'key', value: 'k1' }, { publish: 'key' })] : []),
        (host) => (host.name === 'b' ? [cell('copy of key', { name: 'copy', value: from('a', 'key') })] : []),
      ],
    })
    const b = hostWith('b')
    await runCells(plan, [hostWith('a'), b])
    assert.equal(b.cells.get('copy'), 'k1')
    const { ended, kinds } = await runCells(plan, [hostWith('a'), hostWith('b')], { mode: 'check' })
    assert.ok(kinds.includes('stepCannotTell'))
    assert.equal(ended.exitCode, 4)
  })

  test('asked to stop, it ends the step it is in and begins no other', async () => {
    const stop = new AbortController()
    const host = hostWith('a')
    const { ended } = await runCells(planOf({ role: [() => set('x', 'y', 'z')] }, { hosts: ['a'] }), [host], {
      signal: stop.signal,
      onEvent: (event) => event.kind === 'stepApplying' && event.step.includes('y is set') && stop.abort(),
    })
    assert.deepEqual([...host.cells.keys()], ['x', 'y'])
    assert.deepEqual([ended.outcome, ended.exitCode], ['stopped', 3])
  })

  test('a step that failed before in this run has jobs of its own: what they did then is not taken for done', async () => {
    const host = hostWith('a')
    const failures = new Map([['stage/role/x is set@a', 1]])
    await runCells(planOf({ role: [() => set('x', 'y')] }, { hosts: ['a'] }), [host], { failures })
    assert.deepEqual(host.bindings, ['stage/role/x is set@a#2', 'stage/role/y is set@a'])
  })

  test('serial stages take one host at a time', async () => {
    const order: string[] = []
    const plan = planOf({ role: [() => set('x', 'y')] }, { serial: true })
    await runCells(plan, [hostWith('a'), hostWith('b')], {
      onEvent: (event) => event.kind === 'stepChanged' && order.push(event.host),
    })
    assert.deepEqual(order, ['a', 'a', 'b', 'b'])
  })

  test('property: whatever is already there, the end is the same and a second run changes nothing', async () => {
    const names = ['p', 'q', 'r', 's', 't', 'u']
    await fc.assert(
      fc.asyncProperty(fc.subarray(names), fc.subarray(names), async (onA, onB) => {
        const hosts = [hostWith('a', ...onA), hostWith('b', ...onB)]
        const plan = planOf({ role: [() => set(...names.slice(0, 3)), () => set(...names.slice(3))] })
        const first = await runCells(plan, hosts)
        assert.equal(first.ended.counts.changed, 12 - onA.length - onB.length)
        const second = await runCells(plan, hosts)
        assert.deepEqual([second.ended.counts.changed, second.ended.counts.right], [0, 12])
      }),
    )
  })
})
