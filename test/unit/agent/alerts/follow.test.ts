import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { followSemisync, nothingDegraded } from '../../../../agent/alerts/degrade.ts'
import type { DegradeMemory, SemisyncSeen } from '../../../../agent/alerts/degrade.ts'
import { followKeepalived, keepalivedUnseen, vrrpStateOf } from '../../../../agent/alerts/keepalived.ts'
import type { KeepalivedNews, KeepalivedSeen } from '../../../../agent/alerts/keepalived.ts'
import { lagOf } from '../../../../agent/alerts/lag.ts'
import { rememberGrowth } from '../../../../agent/alerts/lately.ts'
import { healthyNode } from './healthy.ts'

describe('keepalived', () => {
  const lines: [line: string, state: string | undefined][] = [
    ['INSTANCE "MYSQL_51" MASTER 100', 'MASTER'],
    ['INSTANCE "MYSQL_51" BACKUP 90', 'BACKUP'],
    ['INSTANCE "MYSQL_51" FAULT 90', 'FAULT'],
    ['INSTANCE "MYSQL_51" STOP 90', 'STOP'],
    ['INSTANCE "MYSQL_51" DELETED 90', 'STOP'],
    ['INSTANCE "MYSQL_51" MASTER_RX_LOWER_PRI 100', undefined],
    ['GROUP "ALL" MASTER 100', undefined],
    ['', undefined],
  ]
  for (const [line, state] of lines)
    test(`"${line}" tells ${state}`, () => assert.equal(vrrpStateOf(line), state))

  /** One look a second. */
  function course(looks: readonly Partial<KeepalivedNews>[], before: KeepalivedSeen = keepalivedUnseen) {
    return looks.reduce(
      (seen, news, second) =>
        followKeepalived(seen, {
          lines: [],
          running: true,
          vip: false,
          verdict: 0,
          uptime: second * 1000,
          wall: `second ${second}`,
          ...news,
        }),
      before,
    )
  }
  const says = (state: string) => ({ lines: [`INSTANCE "X" ${state} 100`] })

  test('the first state is no change, the next ones are counted', () => {
    const { state, transitions, since, changed } = course([says('BACKUP'), {}, says('MASTER')])
    assert.deepEqual(
      [state, transitions, since, changed],
      ['MASTER', 1, 'second 2', { from: 'BACKUP', at: 2000 }],
    )
  })
  test('there and back between two looks are two changes', () => {
    const both = { lines: ['INSTANCE "X" FAULT 90', 'INSTANCE "X" BACKUP 90'] }
    assert.equal(course([says('BACKUP'), both]).transitions, 2)
  })
  test('the same state again is none', () => {
    assert.equal(course([says('BACKUP'), says('BACKUP')]).transitions, 0)
  })
  test('a killed process says nothing and is found all the same', () => {
    const dead = { running: false }
    assert.equal(course([says('MASTER'), dead, dead]).state, 'MASTER')
    assert.equal(course([says('MASTER'), dead, dead, dead, dead]).state, 'STOP')
  })
  const unheard: [name: string, news: Partial<KeepalivedNews>, state: string][] = [
    ['with the VIP', { vip: true }, 'MASTER'],
    ['without', {}, 'BACKUP'],
    ['that may not have it', { verdict: 1 }, 'FAULT'],
  ]
  for (const [name, news, state] of unheard)
    test(`a node ${name}, whose keepalived was not heard, is ${state}`, () =>
      assert.equal(course([news, news, news, news]).state, state))
})

describe('times without acknowledgement', () => {
  const base: SemisyncSeen = {
    expected: true,
    on: true,
    executed: 'u:1-9',
    counter: 4,
    term: 2,
    wall: 'then',
  }
  const course = (...seen: Partial<SemisyncSeen>[]): DegradeMemory =>
    seen.reduce<DegradeMemory>((memory, one) => followSemisync(memory, { ...base, ...one }), nothingDegraded)

  test('begin with what was acknowledged, count, and end', () => {
    const { degrades } = course(
      {},
      { on: false, executed: 'u:1-10', wall: 'off' },
      { on: false, executed: 'u:1-12', counter: 7 },
      { executed: 'u:1-13', counter: 8, wall: 'on' },
    )
    assert.deepEqual(degrades, [
      {
        at: 'off',
        term: 2,
        gtid: 'u:1-10',
        acknowledgedGtid: 'u:1-9',
        unacknowledged: 4,
        endedAt: 'on',
        endedBecause: 'acknowledged by the standby again',
      },
    ])
  })
  test('end when the node leads no longer', () => {
    const [degrade] = course({ on: false }, { expected: false, wall: 'down' }).degrades
    assert.equal(degrade?.endedAt, 'down')
  })
  test('a restarted server counts from 0', () => {
    const [degrade] = course({}, { on: false, counter: null }, { on: false, counter: 3 }).degrades
    assert.equal(degrade?.unacknowledged, 3)
  })
  test('nothing new: the same value', () => {
    const memory = course({}, { on: false })
    assert.equal(followSemisync(memory, { ...base, on: false }), memory)
  })
  test('the last ten are kept', () => {
    const many = Array.from({ length: 30 }, (_, index) => ({ on: index % 2 === 0 }))
    assert.equal(course(...many).degrades.length, 10)
  })
})

describe('lag', () => {
  const standby = healthyNode('STANDBY')
  const cases: [
    name: string,
    server: number | null,
    heartbeat: number | null,
    since: number,
    lag: number | null,
  ][] = [
    ['as the server says', 7, 1, 100, 7],
    ['a heartbeat that is not due yet', 0, 4.9, 100, 0],
    ['a heartbeat that is overdue', 0, 12, 100, 7],
    ['no heartbeat yet after semi-sync came back', 0, 600, 3, 0],
    ['none ever', 0, null, 100, 0],
    ['unknown to the server', null, 1, 100, null],
  ]
  for (const [name, lagSeconds, heartbeat, acknowledged, lag] of cases)
    test(name, () => {
      const { replication } = standby
      assert.ok(replication)
      const node = { replication: { ...replication, lagSeconds } }
      assert.equal(lagOf(node, heartbeat, acknowledged).seconds, lag)
    })
  test('nothing replicated', () => assert.equal(lagOf({ replication: null }, 1, 100).seconds, null))
})

test('growth of a counter a moment ago', () => {
  const growth = rememberGrowth()
  const looks: [value: number | null, second: number, growth: number][] = [
    [5, 0, 0],
    [7, 3, 2],
    [null, 6, 2],
    [8, 9, 3],
    [1, 12, 4],
    [1, 20, 2],
    [1, 40, 0],
  ]
  for (const [value, second, expected] of looks) assert.equal(growth(value, second * 1000), expected)
})
