import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { decide } from '../../../agent/decide/decide.ts'
import { joinPrimary } from '../../../agent/decide/joining.ts'
import { standby } from '../../../agent/decide/resting.ts'
import type { AgentState } from '../../../agent/decide/state.ts'
import { timing } from '../../../agent/decide/timing.ts'
import { beginTurn } from '../../../agent/decide/turn.ts'
import type { Turn } from '../../../agent/decide/turn.ts'
import { stoppedForRoom } from '../../../src/mysql/out-of-room.ts'
import type { GtidStyle } from '../../../src/mysql/position.ts'
import type { ReplicaStatus } from '../../../src/mysql/replica-status.ts'
import { envelope, factsOf, modelNode, replicaOf, think } from './node.ts'

const now = 1_000_000
const { shortest, longest } = timing.applierRetry
const forRoom = { sqlRunning: false, sqlErrno: 3 }

/** Node `b`, whose replica is as told, beside the primary `a`, or without it. */
function turnOf(
  replica: Partial<ReplicaStatus> | null,
  change: Partial<AgentState> = {},
  alone = false,
  style: GtidStyle = 'uuid',
): Turn {
  const [a, b] = [modelNode('a', 0), modelNode('b', 0)]
  const message = envelope(a, think(a, 1000).tell, 1000)
  const leading = { ...message, role: 'PRIMARY' as const, open: true, term: 3, primaryTerm: 3 }
  const facts = { ...factsOf(b, now), style }
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
    ['not again at once', turnOf(forRoom, { resumed: { at: now - shortest + 1, pause: shortest } }), []],
    ['but after a while', turnOf(forRoom, { resumed: { at: now - shortest, pause: shortest } }), ['resume']],
    ['one with any other error stays for people', turnOf({ sqlRunning: false, sqlErrno: 1062 }), []],
    ['one that runs is left alone', turnOf({}), []],
    ['when nothing fetches either', turnOf({ ...forRoom, ioRunning: 'No' }, {}, true), ['resume']],
    ['but not on MariaDB', turnOf({ ...forRoom, ioRunning: 'No' }, {}, true, 'mariadb'), []],
  ]
  for (const [what, turn, work] of cases)
    test(what, () => {
      standby(turn)
      assert.deepEqual(started(turn), work)
      assert.equal(turn.state.durable.role, 'STANDBY')
    })

  test('is left alone for longer and longer', () => {
    let resumed: AgentState['resumed'] = null
    const pauses = []
    for (let at = now; pauses.length < 6; at += pauses.at(-1) ?? 0) {
      const turn = turnOf(forRoom, { resumed })
      standby({ ...turn, now: at })
      resumed = turn.state.resumed
      pauses.push(resumed?.pause ?? 0)
    }
    assert.deepEqual(pauses, [5000, 10_000, 20_000, 40_000, longest, longest])
  })

  for (const role of ['PRIMARY', 'DIVERGED', 'CLONING', 'MAINT', 'FORMING'] as const)
    test(`is left alone in a node that is ${role}`, () => {
      const { state, seen, time } = turnOf(forRoom, {}, true)
      const durable = { ...state.durable, role }
      const { actions } = decide({ ...state, durable }, seen, time)
      assert.ok(!actions.some(({ kind }) => kind === 'resume'))
    })

  test('ends a promotion that was applying: nobody waits before a server that stays read-only', () => {
    const turn = turnOf({ ...forRoom, ioRunning: 'Connecting' }, {}, true)
    const { instance = null } = turn.seen.mysql.facts ?? {}
    const probe = { sequence: 1, at: now, result: 'ok' as const, error: '', instance, listening: true }
    const promotion = { term: 4, since: now, stage: 'drain' as const, handedOver: false, drained: false }
    turn.state.promotion = { ...promotion, instance, rival: null }
    const mysql = { ...turn.seen.mysql, probe }
    const seen = {
      ...turn.seen,
      vip: true,
      mysql,
      lease: { ...turn.seen.lease, heldUntil: now + 900, term: 4 },
    }
    standby({ ...turn, seen })
    assert.equal(turn.state.promotion, null)
    assert.match(JSON.stringify(turn.actions), /not promoted: applier stopped: error 3/)
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
    [1026, "Error writing file './relay' (errno: 5 - Input/output error)", false],
    [1878, 'Temporary file write failure.', true],
    [1062, "Duplicate entry 'No space left on device, error 28' for key 'PRIMARY'", false],
    [0, '', false],
  ]
  for (const [sqlErrno, sqlError, room] of cases)
    test(`${sqlErrno} ${sqlError}`, () =>
      assert.equal(
        stoppedForRoom({ ...replicaOf('b', 'running', ''), sqlRunning: false, sqlErrno, sqlError }),
        room,
      ))
})
