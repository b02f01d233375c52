import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { World } from './world.ts'
import type { Id, Link } from './world.ts'

const settle = 30_000

describe('two agents, a witness and a network', () => {
  test('formation: FORMING touches nothing until adopt; the adopted one leads when it has the VIP', () => {
    const world = new World()
    world.nodes.a.server.readOnly = false
    world.run(5000)
    assert.deepEqual(world.roles(), { a: 'FORMING', b: 'FORMING' })
    assert.equal(world.nodes.a.server.readOnly, false)
    assert.deepEqual(World.formed().nodes.a.state.durable.primaryTerm, 2)
  })

  test('mysqld killed on the primary: the standby opens writes, the old one rejoins by itself', () => {
    const world = World.formed()
    world.killServer('a')
    world.run(settle)
    assert.deepEqual(world.roles(), { a: 'STANDBY', b: 'PRIMARY' })
    assert.equal(world.nodes.b.server.readOnly, false)
  })

  test('keepalived dead on the primary: the standby leads; dead on both and back on one: that one leads', () => {
    const world = World.formed()
    world.keepalived.a = false
    world.run(settle)
    assert.deepEqual(world.roles(), { a: 'STANDBY', b: 'PRIMARY' })
    world.command('a', { name: 'clear-flap' })
    world.keepalived.b = false
    world.run(settle)
    assert.equal(world.nodes.b.server.readOnly, true)
    world.keepalived.a = true
    world.run(settle)
    assert.deepEqual(world.roles(), { a: 'PRIMARY', b: 'STANDBY' })
  })

  test('a replica whose keepalived is started again is left alone', () => {
    const world = World.formed()
    world.started.b.length = 0
    for (const runs of [false, true]) {
      world.keepalived.b = runs
      world.nodes.b.keepalived = runs
      world.run(5000)
    }
    assert.deepEqual([world.started.b.filter((kind) => kind === 'join'), world.roles().b], [[], 'STANDBY'])
  })

  test('rule 5: a node with errant transactions is DIVERGED, dumps them, and is never joined', () => {
    const world = World.formed()
    world.nodes.a.server.executed.add('a:999999')
    world.killServer('a', 3000)
    world.run(settle)
    assert.deepEqual(world.roles(), { a: 'DIVERGED', b: 'PRIMARY' })
    assert.match(world.nodes.a.state.durable.divergence?.errant ?? '', /:999999$/)
    assert.equal(world.nodes.a.state.durable.divergence?.dump, 'as modelled')
    assert.equal(world.nodes.a.server.replica, 'none')
    assert.equal(world.nodes.a.state.verdict, 1)
  })

  test('a re-seeded node comes back from DIVERGED by itself', () => {
    const world = World.formed()
    world.nodes.a.server.executed.add('a:999999')
    world.killServer('a', 3000)
    world.run(settle)
    world.nodes.a.server.executed = new Set(world.nodes.b.server.executed)
    world.run(settle)
    assert.deepEqual(world.roles(), { a: 'STANDBY', b: 'PRIMARY' })
  })

  test('a primary cut off from both voters fences itself before the other side opens', () => {
    const world = World.formed()
    world.up.ab = world.up.aw = false
    world.run(8000)
    assert.deepEqual(world.roles(), { a: 'FENCED', b: 'PRIMARY' })
    assert.equal(world.nodes.a.server.readOnly, true)
  })

  test('the pair cut in two with the witness seen by both: the primary stays', () => {
    const world = World.formed()
    world.up.ab = false
    world.run(settle)
    assert.equal(world.roles().a, 'PRIMARY')
    assert.notEqual(world.roles().b, 'PRIMARY')
  })

  test('the witness away: the pair goes on, and a killed mysqld still fails over', () => {
    const world = World.formed()
    world.up.aw = world.up.bw = false
    world.run(5000)
    assert.deepEqual(world.roles(), { a: 'PRIMARY', b: 'STANDBY' })
    world.killServer('a')
    world.run(settle)
    assert.deepEqual(world.roles(), { a: 'STANDBY', b: 'PRIMARY' })
  })

  test('assisted: nobody is promoted until an operator says so', () => {
    const world = World.formed({ failover: 'assisted' })
    world.killServer('a', 60_000)
    world.run(5000)
    assert.notEqual(world.roles().b, 'PRIMARY')
    assert.equal(world.nodes.b.vip, false)
    world.command('b', { name: 'adopt', primary: 'SELF' })
    world.run(5000)
    assert.equal(world.roles().b, 'PRIMARY')
  })

  test('maintenance: the primary hands over, and comes back as standby when it ends', () => {
    const world = World.formed()
    world.command('a', { name: 'maint', on: true })
    world.run(5000)
    assert.deepEqual(world.roles(), { a: 'MAINT', b: 'PRIMARY' })
    world.command('a', { name: 'maint', on: false })
    world.run(5000)
    assert.deepEqual(world.roles(), { a: 'STANDBY', b: 'PRIMARY' })
  })

  test('flap guard: a second automatic promotion within ten minutes is refused, until cleared', () => {
    const world = World.formed()
    for (const id of ['a', 'b'] as const) {
      world.killServer(id)
      world.run(settle)
    }
    assert.deepEqual(world.roles(), { a: 'PRIMARY', b: 'STANDBY' })
    world.killServer('a', 20_000)
    world.run(5000)
    assert.equal(world.roles().b, 'STANDBY')
    world.command('b', { name: 'clear-flap' })
    world.run(5000)
    assert.equal(world.roles().b, 'PRIMARY')
  })

  test('the agent restarted on the primary: fenced, then it leads again', () => {
    const world = World.formed()
    world.restartAgent('a')
    world.run(settle)
    assert.deepEqual(world.roles(), { a: 'PRIMARY', b: 'STANDBY' })
  })
})

type Trouble = { kind: 'kill' | 'restart'; id: Id } | { kind: 'flip'; link: Link } | { kind: 'wait' }
const id = fc.constantFrom<Id>('a', 'b')
const trouble: fc.Arbitrary<Trouble> = fc.oneof(
  fc.record({ kind: fc.constantFrom('kill' as const, 'restart' as const), id }),
  fc.record({ kind: fc.constant('flip' as const), link: fc.constantFrom<Link>('ab', 'aw', 'bw') }),
  fc.constant({ kind: 'wait' as const }),
)

test('never two writable servers, and one primary again when all is healed, whatever happens', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(trouble, fc.integer({ min: 1, max: 60 })), { maxLength: 12 }), (story) => {
      const world = World.formed()
      for (const [what, pause] of story) {
        if (what.kind === 'kill') world.killServer(what.id)
        if (what.kind === 'restart') world.restartAgent(what.id)
        if (what.kind === 'flip') world.up[what.link] = !world.up[what.link]
        world.run(pause * 50)
      }
      Object.assign(world.up, { ab: true, aw: true, bw: true })
      world.command('a', { name: 'clear-flap' })
      world.command('b', { name: 'clear-flap' })
      world.run(30_000)
      const roles = Object.values(world.roles())
      assert.equal(roles.filter((role) => role === 'PRIMARY').length, 1, JSON.stringify(world.roles()))
      assert.ok(
        roles.some((role) => role === 'STANDBY' || role === 'DIVERGED'),
        JSON.stringify(world.roles()),
      )
    }),
    { numRuns: 10 },
  )
})
