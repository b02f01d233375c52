import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { DurableState, Role } from '../../../../agent/decide/state.ts'
import { timing } from '../../../../agent/decide/timing.ts'
import { policy } from '../node.ts'
import { World } from '../world.ts'
import { Beside, rebuild } from './beside.ts'

const errant = 'bbbbbbbb-bbbb-bbbb-bbbb-bbbbbbbbbbbb:1'
const divergence = { errant, primaryHad: '', dump: '/dump.sql', sha256: 'f'.repeat(64) }

describe('a rebuild that is asked for', () => {
  test('begins only when CLONING is on disk', () => {
    const beside = new Beside({ role: 'FENCED' })
    assert.equal(beside.command(rebuild()), 'done')
    beside.idle()
    beside.turn(4)
    assert.deepEqual([beside.role, beside.begun], ['CLONING', undefined])
    beside.persisted()
    beside.turn()
    assert.equal(beside.begun?.method, 'auto')
  })

  test('makes the node unfit and keeps the VIP away for as long as it lasts', () => {
    const beside = new Beside({ role: 'FENCED' })
    beside.command(rebuild())
    beside.turn()
    assert.deepEqual([beside.node.state.verdict, beside.role], [1, 'CLONING'])
    for (const name of ['adopt', 'maint', 'fence'] as const) {
      const command =
        name === 'adopt'
          ? ({ name, primary: 'SELF' } as const)
          : name === 'maint'
            ? { name, on: true }
            : { name }
      assert.match(beside.command(command), /being copied/)
    }
  })

  const discards: [string, Partial<DurableState>, string, RegExp][] = [
    ['nothing is named', { divergence }, '', /name exactly that set/],
    ['less is named', { divergence: { ...divergence, errant: `${errant}-2` } }, errant, /name exactly/],
    ['more is named', { divergence }, `${errant}-5`, /name exactly/],
    ['what is named is no set', { divergence }, 'all of it', /name exactly/],
    ['it is not saved yet', { divergence: { ...divergence, dump: '' } }, errant, /being saved/],
    ['exactly what the status shows is named', { divergence }, errant, /^done$/],
  ]
  for (const [title, disk, discard, answer] of discards)
    test(`on a diverged node, when ${title}: ${answer.source}`, () => {
      const beside = new Beside({ role: 'DIVERGED', ...disk })
      assert.match(beside.command(rebuild(discard)), answer)
      assert.equal(beside.role, answer.source === '^done$' ? 'CLONING' : 'DIVERGED')
    })
})

describe('a rebuild of a node whose server does not answer', () => {
  const transition = (from: Role, to: Role) => ({ at: '', from, to, term: 2, reason: '' })
  const led = [transition('FENCED', 'PRIMARY'), transition('PRIMARY', 'FENCED')]
  const followed = [...led, transition('FENCED', 'STANDBY'), transition('STANDBY', 'FENCED')]
  const cases: [what: string, disk: Partial<DurableState>, discard: string, answer: RegExp][] = [
    ['led last: nobody can tell what only it has', { transitions: led }, '', /--discard unknown gives it up/],
    ['led last, and that is given up', { transitions: led }, 'unknown', /^done$/],
    ['led so long ago that nobody knows', { transitions: [] }, '', /--discard unknown gives it up/],
    ['has followed since', { transitions: followed }, '', /^done$/],
    ['never led', { primaryTerm: 0 }, '', /^done$/],
  ]
  for (const [what, disk, discard, answer] of cases)
    test(`which ${what}: ${answer.source}`, () => {
      const beside = new Beside({ role: 'FENCED', primaryTerm: 2, ...disk })
      beside.node.server.up = false
      beside.turn(4)
      assert.match(beside.command(rebuild(discard)), answer)
    })

  test('which is known to have something alone: exactly that is to be named', () => {
    const beside = new Beside({ role: 'FENCED', primaryTerm: 2, transitions: led })
    beside.node.server.up = false
    beside.node.state.durable = { ...beside.node.state.durable, watermark: errant }
    for (const discard of ['', 'unknown'])
      assert.match(beside.command(rebuild(discard)), /lacks .*name exactly that set/)
    assert.match(
      beside.command(rebuild(errant)),
      /cannot be saved .* committed here after that, which nobody can tell: .* once more gives it up/,
    )
    assert.equal(beside.command(rebuild(errant)), 'done')
  })

  test('which led last, is begun without more ado while it answers', () => {
    const beside = new Beside({ role: 'FENCED', primaryTerm: 2, transitions: led })
    assert.equal(beside.command(rebuild()), 'done')
  })
})

describe('a rebuild that was interrupted', () => {
  const interrupted = {
    role: 'CLONING' as const,
    rebuild: {
      method: 'clone' as const,
      discard: errant,
      from: 'DIVERGED' as const,
      startedAt: '',
      failures: 0,
      error: '',
    },
  }

  test('is begun again by the next agent, which never takes the data for good', () => {
    const beside = new Beside(interrupted)
    assert.equal(beside.role, 'CLONING')
    const { running } = beside.node.state
    assert.equal(running.database?.work.kind, 'rebuild')
    assert.equal(beside.node.state.verdict, 1)
  })

  test('is asked for anew by the word for what nobody can tell, which is no set of GTIDs', () => {
    const beside = new Beside({ ...interrupted, rebuild: { ...interrupted.rebuild, failures: 3 } })
    beside.node.server.up = false
    beside.idle()
    assert.equal(beside.command(rebuild('unknown')), 'done')
    assert.equal(beside.node.state.durable.rebuild?.discard, errant)
  })

  const begunBlindly = { ...interrupted.rebuild, from: 'FENCED' as const, discard: '' }

  test('and whose server does not answer: a set that is named is given up when that was said twice', () => {
    const beside = new Beside({ ...interrupted, rebuild: begunBlindly, watermark: errant })
    beside.node.server.up = false
    beside.idle()
    beside.turn(4)
    beside.node.state.durable = { ...beside.node.state.durable, watermark: errant }
    assert.match(beside.command(rebuild(errant)), /cannot be saved .* once more gives it up/)
    assert.equal(beside.command(rebuild(errant)), 'done')
    assert.equal(beside.node.state.durable.rebuild?.discard, errant)
  })

  test('before it was looked what is here alone: that is saved before somebody can give it up', () => {
    const beside = new Beside({ ...interrupted, rebuild: begunBlindly }, policy, 1)
    const refused = (): void => {
      const id = beside.node.state.running.database?.id ?? -1
      beside.node.events.push({ kind: 'outcome', id, ok: false, detail: `${errant} would be lost` })
      beside.turn()
    }
    refused()
    assert.match(beside.command(rebuild(errant)), /being saved/)
    beside.dumped('the disk is full', false)
    beside.turn(8)
    assert.notEqual(beside.node.state.running.dump, undefined, 'it is tried again')
    beside.node.server.executed.add('b:2')
    beside.turn(4)
    assert.match(beside.command(rebuild(errant)), /lacks bbbbbbbb.*:1-2: .*name exactly that set/)
    beside.node.server.executed.delete('b:2')
    beside.turn(4)
    beside.dumped(`/dump.sql sha256:${'f'.repeat(64)}`)
    assert.equal(beside.node.state.durable.divergence?.dump, '/dump.sql')
    assert.match(beside.command(rebuild()), /name exactly that set/)
    assert.equal(beside.command(rebuild(errant)), 'done')
    assert.equal(beside.node.state.durable.rebuild?.discard, errant)
  })

  test('stays CLONING when it fails, waits, and after three failures waits for a person', () => {
    const beside = new Beside(interrupted)
    for (let failures = 1; failures <= 3; failures += 1) {
      const id = beside.node.state.running.database?.id ?? -1
      beside.node.events.push({ kind: 'outcome', id, ok: false, detail: 'the disk is full' })
      beside.turn()
      assert.deepEqual([beside.role, beside.node.state.durable.rebuild?.failures], ['CLONING', failures])
      beside.turn(timing.rebuildRetry / timing.tick + 4)
    }
    assert.equal(beside.node.state.running.database, undefined)
    assert.match(beside.node.state.durable.reason, /failed 3 times: the disk is full/)
    assert.equal(beside.command(rebuild(errant)), 'done')
  })

  test('forgets the old data when it has ended well, and joins like any other', () => {
    const beside = new Beside(interrupted)
    const id = beside.node.state.running.database?.id ?? -1
    beside.node.server.executed.clear()
    beside.node.events.push({ kind: 'outcome', id, ok: true, detail: 'by clone' })
    beside.turn()
    assert.deepEqual(
      [beside.role, beside.node.state.durable.rebuild, beside.node.state.durable.divergence],
      ['FENCED', null, null],
    )
  })
})

test('what fails before anything was touched leaves the node what it was', () => {
  const beside = new Beside({ role: 'DIVERGED', divergence })
  beside.command(rebuild(errant))
  beside.persisted()
  beside.turn()
  const id = beside.begun?.id ?? -1
  beside.node.events.push({ kind: 'outcome', id, ok: false, detail: 'no method in common' })
  beside.turn()
  assert.equal(beside.role, 'DIVERGED')
  assert.match(beside.node.state.durable.reason, /not rebuilt: no method in common/)
  assert.equal(beside.node.state.durable.divergence?.errant, errant)
})

describe('the policy for a diverged node', () => {
  test('reclone rebuilds it, giving up exactly what was saved', () => {
    const beside = new Beside({ role: 'DIVERGED', divergence }, { ...policy, onDivergence: 'reclone' })
    assert.equal(beside.role, 'CLONING')
    assert.equal(beside.node.state.durable.rebuild?.discard, errant)
  })

  test('reclone waits until they are saved', () => {
    const unsaved = { ...divergence, dump: '' }
    const beside = new Beside(
      { role: 'DIVERGED', divergence: unsaved },
      { ...policy, onDivergence: 'reclone' },
    )
    assert.equal(beside.role, 'DIVERGED')
  })

  test('refuse waits for a person', () => {
    assert.equal(new Beside({ role: 'DIVERGED', divergence }).role, 'DIVERGED')
  })
})

test('in a pair: a standby is rebuilt and follows again; the primary refuses', () => {
  const world = World.formed()
  world.command('a', rebuild())
  world.command('b', rebuild())
  world.run(1000)
  assert.deepEqual(world.roles().a, 'PRIMARY')
  world.run(4000)
  assert.deepEqual(world.roles(), { a: 'PRIMARY', b: 'STANDBY' })
})
