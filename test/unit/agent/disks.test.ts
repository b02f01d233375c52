import assert from 'node:assert/strict'
import { tmpdir } from 'node:os'
import { test } from 'node:test'
import { leaveFullDisk, noteDisks } from '../../../agent/decide/disks.ts'
import { timing } from '../../../agent/decide/timing.ts'
import { beginTurn } from '../../../agent/decide/turn.ts'
import { isDiskFull } from '../../../agent/observe/disk.ts'
import { envelope, modelNode, think } from './node.ts'

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

const { diskFull } = timing
const now = 1_000_000
const leaves: readonly [what: string, since: number | null, full: boolean, ready: boolean, away: boolean][] =
  [
    ['full long enough, beside a standby that stands ready', now - diskFull, true, true, true],
    ['full for a moment', now - diskFull + 1, true, true, false],
    ['full, and nobody stands ready', now - diskFull, true, false, false],
    ['full a moment ago', now - diskFull, false, true, false],
    ['not full', null, false, true, false],
  ]
for (const [what, diskFullSince, diskFull, eligible, away] of leaves)
  test(`a primary whose disk is ${what} ${away ? 'steps down' : 'goes on'}`, () => {
    const [a, b] = [modelNode('a', 0), modelNode('b', 0)]
    const message = { ...envelope(b, think(b, now).tell, now), role: 'STANDBY' as const, eligible }
    const peer = { state: message, receivedAt: now, confirmedSentAt: now - 10 }
    const durable = { ...a.state.durable, role: 'PRIMARY' as const, term: 3, primaryTerm: 3 }
    const seen = {
      vip: true,
      keepalived: true,
      diskFull,
      mysql: { probe: null, facts: null },
      peer,
      lease: a.lease,
      events: [],
    }
    const turn = beginTurn({ ...a.state, durable, diskFullSince }, seen, { uptime: now, wall: '' })
    assert.equal(leaveFullDisk(turn), away)
    assert.equal(turn.state.durable.role, away ? 'FENCED' : 'PRIMARY')
  })
