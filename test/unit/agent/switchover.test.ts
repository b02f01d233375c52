import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { timing } from '../../../agent/decide/timing.ts'
import { World } from './world.ts'
import type { Id, Link } from './world.ts'

/** The one answer to the one switchover that was asked for. */
function answerOf(world: World): { ok: boolean; message: string } {
  assert.equal(world.replies.filter(({ message }) => message !== 'done').length, 1)
  const { ok, message } = world.replies.at(-1) ?? { ok: false, message: '' }
  return { ok, message }
}

function closedFor(message: string): number {
  return Number(/closed for (\d+) ms/.exec(message)?.[1])
}

function asked(policy = {}): World {
  const world = World.formed(policy)
  world.replies.length = 0
  world.command('a', { name: 'switchover' })
  return world
}

describe('planned switchover', () => {
  for (const failover of ['automatic', 'assisted', 'automatic-without-witness'] as const)
    test(`under ${failover}: the role, the VIP and the votes move, and back again`, () => {
      const world = asked({ failover })
      for (const [from, to] of [
        ['a', 'b'],
        ['b', 'a'],
      ] as const) {
        world.run(6000)
        const { ok, message } = answerOf(world)
        assert.ok(ok, message)
        // Three actions, five messages, and VRRP, which the model moves by silence alone.
        assert.ok(closedFor(message) <= 1200, message)
        assert.deepEqual([world.roles()[to], world.roles()[from]], ['PRIMARY', 'STANDBY'])
        assert.ok(world.nodes[to].vip && !world.nodes[to].server.readOnly)
        world.replies.length = 0
        if (to === 'b') world.command('b', { name: 'switchover' })
      }
    })

  test('back again as soon as the old primary could take over, though its keepalived would not take the VIP yet', () => {
    const world = asked()
    while (world.replies.length === 0 || world.nodes.a.state.verdict !== 0) world.run(50)
    assert.ok(answerOf(world).ok)
    world.replies.length = 0
    world.command('b', { name: 'switchover' })
    world.run(timing.keepalivedRise + 3000)
    const { ok, message } = answerOf(world)
    assert.ok(ok, message)
    assert.deepEqual(world.roles(), { a: 'PRIMARY', b: 'STANDBY' })
  })

  test('it does not count for the flap guard: a fail-over right after it goes through', () => {
    const world = asked()
    world.run(6000)
    assert.deepEqual(world.nodes.b.state.durable.promotions, [])
    world.killServer('b')
    world.run(15_000)
    assert.equal(world.roles().a, 'PRIMARY')
  })

  const refusals: [name: string, prepare: (world: World) => void, message: RegExp][] = [
    [
      'the peer is silent',
      (world) => void (world.up.ab = false),
      /b (does not answer|is not connected)|semi-sync/,
    ],
    ['the peer is in maintenance', (world) => world.command('b', { name: 'maint', on: true }), /b is MAINT/],
    ['a long transaction', (world) => void world.failing.a.add('survey'), /nothing was touched: as modelled/],
    [
      'keepalived on the peer does not run',
      (world) => void (world.nodes.b.keepalived = false),
      /keepalived on b does not run/,
    ],
    [
      'the peer has something errant',
      (world) => void world.nodes.b.server.executed.add('b:999'),
      /b has bbbbbbbb.*:999, which this node lacks/,
    ],
  ]
  for (const [name, prepare, expected] of refusals)
    test(`refused with the reason, and nothing is touched: ${name}`, () => {
      const world = World.formed()
      prepare(world)
      world.run(2500)
      world.replies.length = 0
      world.command('a', { name: 'switchover' })
      const { term } = world.nodes.a.state.durable
      world.run(timing.switchoverChecks + 1000)
      const { ok, message } = answerOf(world)
      assert.equal(ok, false)
      assert.match(message, expected)
      assert.match(message, /nothing was touched/)
      assert.deepEqual([world.roles().a, world.nodes.a.state.durable.term], ['PRIMARY', term])
      assert.equal(world.nodes.a.server.readOnly, false)
    })

  const undone: [name: string, node: Id, work: string, message: RegExp][] = [
    ['writes cannot be closed', 'a', 'close', /undone: as modelled/],
    ['the standby does not catch up', 'b', 'catch-up', /undone: b did not apply everything/],
  ]
  for (const [name, node, work, expected] of undone)
    test(`undone in the same term: ${name}`, () => {
      const world = asked()
      const { term } = world.nodes.a.state.durable
      world.failing[node].add(work)
      world.run(4000)
      const { ok, message } = answerOf(world)
      assert.equal(ok, false)
      assert.match(message, expected)
      assert.ok(closedFor(message) <= 1500, message)
      assert.deepEqual(world.roles(), { a: 'PRIMARY', b: 'STANDBY' })
      assert.equal(world.nodes.a.state.durable.term, term)
      assert.equal(world.nodes.a.server.readOnly, false)
      assert.equal(world.nodes.b.server.replica, 'running')
    })

  test('asked on the standby, or twice, it is refused', () => {
    const world = asked()
    world.command('b', { name: 'switchover' })
    world.run(100)
    world.command('a', { name: 'switchover' })
    world.run(100)
    assert.deepEqual(
      world.replies.map(({ message }) => message),
      ['this node is not primary: ask the other one', 'a switchover is under way'],
    )
  })
})

test('whatever dies or is cut at whatever moment of a switchover: an answer, never two writers, one primary', () => {
  const trouble = fc.record({
    what: fc.constantFrom('server' as const, 'agent' as const, 'keepalived' as const, 'link' as const),
    id: fc.constantFrom<Id>('a', 'b'),
    link: fc.constantFrom<Link>('ab', 'aw', 'bw'),
    after: fc.integer({ min: 0, max: 40 }),
  })
  fc.assert(
    fc.property(fc.array(trouble, { minLength: 1, maxLength: 2 }), (troubles) => {
      const world = asked()
      for (const { what, id, link, after } of troubles) {
        world.run(after * 50)
        if (what === 'server') world.killServer(id)
        if (what === 'agent') world.restartAgent(id)
        if (what === 'keepalived') world.keepalived[id] = false
        if (what === 'link') world.up[link] = false
      }
      world.run(12_000)
      Object.assign(world.up, { ab: true, aw: true, bw: true })
      Object.assign(world.keepalived, { a: true, b: true })
      for (const id of ['a', 'b'] as const) world.command(id, { name: 'clear-flap' })
      world.run(30_000)
      const story = JSON.stringify([world.roles(), world.replies])
      assert.equal(Object.values(world.roles()).filter((role) => role === 'PRIMARY').length, 1, story)
      const restarted = troubles.some(({ what, id }) => what === 'agent' && id === 'a')
      const answers = world.replies.filter(({ message }) => message !== 'done').length
      assert.ok(answers === 1 || restarted, story)
    }),
    { numRuns: 200 },
  )
})
