import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { joinPrimary } from '../../../agent/decide/joining.ts'
import { standby } from '../../../agent/decide/resting.ts'
import type { AgentState } from '../../../agent/decide/state.ts'
import { timing } from '../../../agent/decide/timing.ts'
import { beginTurn } from '../../../agent/decide/turn.ts'
import type { Turn } from '../../../agent/decide/turn.ts'
import { stoppedForRoom } from '../../../src/mysql/out-of-room.ts'
import type { ReplicaStatus } from '../../../src/mysql/replica-status.ts'
import { envelope, factsOf, modelNode, replicaOf, think } from './node.ts'

const now = 1_000_000
const forRoom = { sqlRunning: false, sqlErrno: 3 }

/** Node `b`, whose replica is as told, beside the primary `a`, or without it. */
function turnOf(
  replica: Partial<ReplicaStatus> | null,
  change: Partial<AgentState> = {},
  alone = false,
): Turn {
  const [a, b] = [modelNode('a', 0), modelNode('b', 0)]
  const message = envelope(a, think(a, 1000).tell, 1000)
  const leading = { ...message, role: 'PRIMARY' as const, open: true, term: 3, primaryTerm: 3 }
  const facts = factsOf(b, now)
  facts.replica = replica && { ...replicaOf('b', 'running', ''), ...replica }
  const durable = { ...b.state.durable, role: 'STANDBY' as const, term: 3 }
  const state = { ...b.state, durable, open: false, openTouchedAt: 0, savedAt: now, ...change }
  const peer = alone ? b.peer : { state: leading, receivedAt: now, confirmedSentAt: now - 10 }
  const mysql = { probe: null, facts }
  const seen = { vip: false, keepalived: true, mysql, peer, lease: b.lease, events: [] }
  return beginTurn(state, seen, { uptime: now, wall: '' })
}

function started(turn: Turn): string[] {
  return turn.actions.flatMap((action) => ('lane' in action ? [action.kind] : []))
}

describe('an applier that stopped for want of room', () => {
  const cases: readonly [what: string, turn: Turn, work: string[]][] = [
    ['is started again', turnOf(forRoom), ['resume']],
    [
      'so it is when the primary is gone',
      turnOf({ ...forRoom, ioRunning: 'Connecting' }, {}, true),
      ['resume'],
    ],
    ['not while the disk is full', turnOf(forRoom, { diskFullSince: now - 1000 }), []],
    ['not again at once', turnOf(forRoom, { resumedAt: now - timing.applierRetry + 1 }), []],
    ['but after a while', turnOf(forRoom, { resumedAt: now - timing.applierRetry }), ['resume']],
    ['one with any other error stays for people', turnOf({ sqlRunning: false, sqlErrno: 1062 }), []],
    ['one that runs is left alone', turnOf({}), []],
    ['alone it is not started when nothing fetches', turnOf({ ...forRoom, ioRunning: 'No' }, {}, true), []],
  ]
  for (const [what, turn, work] of cases)
    test(what, () => {
      standby(turn)
      assert.deepEqual(started(turn), work)
      assert.equal(turn.state.durable.role, 'STANDBY')
    })

  test('with both threads at rest the node joins the primary anew', () => {
    const turn = turnOf({ ...forRoom, ioRunning: 'No' })
    standby(turn)
    assert.equal(turn.state.durable.role, 'FENCED')
  })
})

for (const [diskFullSince, work] of [
  [now - 1000, []],
  [null, ['join']],
] as const)
  test(`a node whose disk is ${diskFullSince === null ? 'not ' : ''}full joins ${work.length > 0 ? 'at once' : 'later'}`, () => {
    const turn = turnOf(null, { diskFullSince })
    const { state } = turn.seen.peer
    assert.ok(state !== null)
    joinPrimary(turn, state)
    assert.deepEqual(started(turn), work)
  })

describe('which errors say that there was no room', () => {
  const cases: readonly [errno: number, error: string, room: boolean][] = [
    [3, 'Coordinator stopped because there were error(s) in the worker(s).', true],
    [1114, "The table 'orders' is full", true],
    [1026, 'Error writing file \'mysql-bin.000004\' (errno: 28 "No space left on device")', true],
    [1030, 'Got error 28 "No space left on device" from storage engine InnoDB', true],
    [1030, 'Got error 168 "Unknown error" from storage engine InnoDB', false],
    [1062, "Duplicate entry '28' for key 'PRIMARY'", false],
    [0, '', false],
  ]
  for (const [sqlErrno, sqlError, room] of cases)
    test(`${sqlErrno} ${sqlError}`, () =>
      assert.equal(
        stoppedForRoom({ ...replicaOf('b', 'running', ''), sqlRunning: false, sqlErrno, sqlError }),
        room,
      ))
})
