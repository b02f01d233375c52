import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { keepsRelayLogs } from '../../../agent/act/join.ts'
import { noteWatermark } from '../../../agent/decide/watermark.ts'
import { beginTurn } from '../../../agent/decide/turn.ts'
import { executedAs } from './gtids.ts'
import { factsOf, modelNode, replicaOf } from './node.ts'

describe('a replica that joins its primary again keeps what it has fetched', () => {
  const cases: readonly [what: string, ioErrno: number, sqlErrno: number, applied: boolean, kept: boolean][] =
    [
      ['when all is well', 0, 0, false, true],
      ['and all is applied', 0, 0, true, true],
      ['when its applier cannot go on', 0, 1062, false, true],
      ['when its source does not answer', 2003, 0, false, true],
      ['not when it has applied all: the login may be a new one', 1045, 0, true, false],
      ['not what nobody can read', 0, 1594, false, false],
      ['not what nobody can read, as MySQL 8 says it', 0, 13_121, false, false],
    ]
  for (const [what, ioErrno, sqlErrno, applied, kept] of cases)
    test(what, () =>
      assert.equal(keepsRelayLogs({ ...replicaOf('b', 'running', ''), ioErrno, sqlErrno }, applied), kept),
    )
})

describe('what was received and is gone unapplied', () => {
  const cases: readonly [what: string, received: string[], executed: string[], contact: number | null][] = [
    ['leaves the contact with the primary as it was', ['a:1', 'a:2'], ['a:1'], 900],
    ['is not missed once it is applied', [], ['a:1', 'a:2'], 900],
    ['ends what is known of the primary', [], ['a:1'], null],
  ]
  for (const [what, received, executed, contact] of cases)
    test(what, () => {
      const node = modelNode('b', 0)
      executed.forEach((transaction) => node.server.executed.add(transaction))
      const facts = factsOf(node, 1000)
      facts.replica = replicaOf('b', 'no-io', executedAs(new Set(received)))
      const primary = {
        term: 1,
        seenAt: 900,
        executed: executedAs(new Set(['a:1'])),
        semisyncOn: true,
        contactAt: 900,
        contactInstance: facts.instance,
      }
      const watermark = executedAs(new Set(['a:1', 'a:2']))
      const durable = { ...node.state.durable, role: 'STANDBY' as const, watermark, primary }
      const mysql = { probe: null, facts }
      const seen = { vip: false, keepalived: true, mysql, peer: node.peer, lease: node.lease, events: [] }
      const turn = beginTurn({ ...node.state, durable }, seen, { uptime: 1000, wall: '' })
      noteWatermark(turn)
      assert.equal(turn.state.durable.primary?.contactAt, contact)
    })
})
