import assert from 'node:assert/strict'
import { tmpdir } from 'node:os'
import { test } from 'node:test'
import { leaveFullDisk, noteDisks } from '../../../agent/decide/disks.ts'
import { timing } from '../../../agent/decide/timing.ts'
import { beginTurn } from '../../../agent/decide/turn.ts'
import { isDiskFull } from '../../../agent/observe/disk.ts'
import type { MysqlFacts } from '../../../agent/decide/observation.ts'
import type { Publication } from '../../../agent/decide/publish.ts'
import type { AgentState, Policy, Role } from '../../../agent/decide/state.ts'
import { executedAs } from './gtids.ts'
import { envelope, factsOf, modelNode, think } from './node.ts'
import { World } from './world.ts'

test('a file system without room is full; one that cannot be asked is not', () => {
  // The kernel's own file systems have no room at all.
  const cases: readonly [directories: string[], full: boolean][] = [
    [['/proc'], true],
    [[tmpdir(), '/proc'], true],
    [[tmpdir()], false],
    [['/there/is/no/such/directory'], false],
  ]
  for (const [directories, full] of cases) assert.equal(isDiskFull(directories), full, directories.join())
})

const { diskRoom } = timing

/** Since when the disk counts as full, after it was looked at at these moments, in milliseconds. */
function fullSince(looks: readonly [at: number, full: boolean][]): number | null {
  const { state } = modelNode('a', 0)
  for (const [at, diskFull] of looks) {
    const seen = { vip: false, keepalived: true, diskFull, mysql: { probe: null, facts: null } }
    const turn = beginTurn(
      state,
      { ...seen, peer: modelNode('a', 0).peer, lease: modelNode('a', 0).lease, events: [] },
      { uptime: at, wall: '' },
    )
    noteDisks(turn)
    state.diskFullSince = turn.state.diskFullSince
    state.diskRoomSince = turn.state.diskRoomSince
  }
  return state.diskFullSince
}

const flickers: readonly [what: string, looks: [at: number, full: boolean][], since: number | null][] = [
  ['that never was full is not', [[1000, false]], null],
  ['is full at once', [[1000, true]], 1000],
  [
    'that has room for a moment is full still',
    [
      [1000, true],
      [1100, false],
      [1100 + diskRoom - 1, false],
    ],
    1000,
  ],
  [
    'that has had room for a while is not',
    [
      [1000, true],
      [1100, false],
      [1100 + diskRoom, false],
    ],
    null,
  ],
  [
    'that flickers stays full',
    [
      [1000, true],
      [1100, false],
      [3000, true],
      [3100, false],
      [1100 + diskRoom, false],
    ],
    1000,
  ],
]
for (const [what, looks, since] of flickers)
  test(`a disk ${what}`, () => {
    assert.equal(fullSince(looks), since)
  })

const now = 1_000_000

/** A primary whose disk has been full for long enough, beside a standby that can take over. */
function scene(overrides: Partial<Policy>) {
  const [a, b] = [modelNode('a', 0, overrides), modelNode('b', 0, overrides)]
  a.server.sourceEnabled = true
  b.server.replica = 'running'
  for (const node of [a, b]) node.server.executed.add('a:1')
  const tell = { ...think(b, now).tell, role: 'STANDBY' as Role, eligible: true, vipReady: true }
  const { mysql } = tell
  assert.ok(mysql)
  return {
    state: {
      ...a.state,
      diskFullSince: now - timing.diskFull,
      executedWithRoom: mysql.executed,
    } as AgentState,
    facts: factsOf(a, now) as MysqlFacts | null,
    diskFull: true,
    tell: { ...tell, mysql },
    envelope: (told: Publication) => envelope(b, told, now),
    lease: a.lease,
  }
}

type Scene = ReturnType<typeof scene>

/** A commit that is stuck, on servers which count it as executed: the standby will not get it. */
function stuck({ facts }: Scene): void {
  if (facts !== null) facts.executed = executedAs(new Set(['a:1', 'a:2']))
}

const leaves: readonly [
  what: string,
  overrides: Partial<Policy>,
  change: (scene: Scene) => void,
  away: boolean,
][] = [
  ['full long enough, beside a standby that can take over', {}, () => undefined, true],
  ['full for a moment', {}, ({ state }) => (state.diskFullSince = now - timing.diskFull + 1), false],
  ['full a moment ago', {}, (it) => (it.diskFull = false), false],
  ['not full', {}, ({ state }) => (state.diskFullSince = null), false],
  ['full, and the other one may not lead', {}, ({ tell }) => (tell.eligible = false), false],
  ['full, and the other one is fenced', {}, ({ tell }) => (tell.role = 'FENCED'), false],
  ['full, and the standby fetches nothing', {}, ({ tell }) => (tell.mysql.replicating = false), false],
  ['full, and the server here does not answer', {}, (it) => (it.facts = null), false],
  [
    'full, and commits were acknowledged without the standby',
    {},
    ({ facts }) => facts && (facts.semisync.sourceOn = false),
    false,
  ],
  ['full, and nobody acknowledges', {}, ({ facts }) => facts && (facts.semisync.clients = 0), false],
  ['full, with a stuck commit, under `availability`', {}, stuck, true],
  ['full, with a stuck commit, under `consistency`', { semisync: 'consistency' }, stuck, false],
  [
    'full under `consistency`, and the standby lacks nothing',
    { semisync: 'consistency' },
    () => undefined,
    true,
  ],
  ['full, where a person decides who leads', { failover: 'assisted' }, () => undefined, false],
  ['full, with a stuck commit, without semi-sync', { semisync: 'none' }, stuck, true],
  [
    'full, and without semi-sync the standby lacks what was here before',
    { semisync: 'none' },
    ({ tell }) => (tell.mysql.executed = ''),
    false,
  ],
  [
    'full since before its agent started, without semi-sync',
    { semisync: 'none' },
    ({ state }) => (state.executedWithRoom = null),
    false,
  ],
]
for (const [what, overrides, change, away] of leaves)
  test(`a primary whose disk is ${what} ${away ? 'steps down' : 'goes on'}`, () => {
    const it = scene(overrides)
    change(it)
    const peer = { state: it.envelope(it.tell), receivedAt: now, confirmedSentAt: now - 10 }
    const durable = { ...it.state.durable, role: 'PRIMARY' as const, term: 3, primaryTerm: 3 }
    const { diskFull, facts, lease } = it
    const seen = {
      vip: true,
      keepalived: true,
      diskFull,
      mysql: { probe: null, facts },
      peer,
      lease,
      events: [],
    }
    const turn = beginTurn({ ...it.state, durable }, seen, { uptime: now, wall: '' })
    assert.equal(leaveFullDisk(turn), away)
    assert.equal(turn.state.durable.role, away ? 'FENCED' : 'PRIMARY')
  })

test('what was executed while there was room is kept when there is none any more', () => {
  const world = World.formed()
  world.run(1000)
  const before = world.nodes.a.state.executedWithRoom
  world.nodes.a.diskFull = true
  world.run(1000)
  assert.ok(before)
  assert.equal(world.nodes.a.state.executedWithRoom, before)
})

for (const failover of ['automatic', 'assisted'] as const)
  test(`a primary leaves its full disk, unless a person would have to come: ${failover}`, () => {
    const world = World.formed({ failover })
    world.run(3000)
    world.nodes.a.diskFull = true
    world.run(10_000)
    assert.equal(world.roles().b, failover === 'automatic' ? 'PRIMARY' : 'STANDBY')
    if (failover === 'assisted') assert.equal(world.roles().a, 'PRIMARY')
  })
