import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { BackupRecord } from '../../../../agent/backup/record.ts'
import { nextBackup } from '../../../../agent/backup/schedule.ts'
import type { BackupSituation } from '../../../../agent/backup/schedule.ts'
import { backup, chainOf, identity, later, tried } from './records.ts'

const monday = new Date('2026-11-30T01:59:00Z')
const wednesday = new Date('2026-12-02T01:59:00Z')
const nextMonday = new Date('2026-12-07T01:59:00Z')
const days = (count: number) => count * 24 * 60

const situation: BackupSituation = {
  records: chainOf(monday, 2),
  now: wednesday,
  timeZone: 'UTC',
  fullDay: 'monday',
  identity,
  tool: 'mariadb-backup',
  toolSeries: '11.8',
  serverSeries: '11.8',
}

/** The chain of Monday and Tuesday, each record changed. */
const changed = (change: (record: BackupRecord, index: number) => BackupRecord) =>
  chainOf(monday, 2).map(change)

describe('a backup on Wednesday that builds on the one before', () => {
  const cases: [what: string, change: Partial<BackupSituation>, base: number][] = [
    ['after one on Monday and one on Tuesday', {}, 1],
    ['after Tuesday’s went missing', { records: chainOf(monday, 1) }, 0],
    ['a second time on one day', { records: chainOf(monday, 3), now: later(wednesday, 60) }, 2],
    [
      'on the full day, once its full backup is there',
      { records: chainOf(monday, 1), now: later(monday, 60) },
      0,
    ],
    ['in a chain that is proven', { records: changed((one) => tried(one)) }, 1],
    ['in a chain whose full backup was made late', { records: chainOf(later(monday, days(1)), 1) }, 0],
    [
      'after an older chain that is broken',
      { records: [...chainOf(later(monday, -days(7)), 3).slice(1), ...chainOf(monday, 2)] },
      3,
    ],
    [
      'after an older chain whose proof failed',
      { records: [tried(backup(later(monday, -days(7)), null), 'failed'), ...chainOf(monday, 2)] },
      2,
    ],
  ]
  for (const [what, change, base] of cases)
    test(what, () => {
      const asked = { ...situation, ...change }
      const answer = nextBackup(asked)
      assert.ok(answer.kind === 'incremental', answer.why)
      assert.equal(answer.base, asked.records[base])
      assert.match(answer.why, /^the full backup of this week is there: 2026-1\d-\d\dT015900-full$/)
    })
})

describe('a full backup', () => {
  const cases: [what: string, change: Partial<BackupSituation>, why: RegExp][] = [
    ['the first', { records: [] }, /^there is no backup yet$/],
    [
      'on the full day',
      { records: chainOf(monday, 7), now: nextMonday },
      /^it is the day of the full backup$/,
    ],
    [
      'after a missed one',
      { records: chainOf(monday, 7), now: later(nextMonday, days(2)) },
      /^the week that began on 2026-12-07 has no full backup yet$/,
    ],
    [
      'when the clock was set back by weeks',
      { now: later(monday, -days(10)) },
      /^the week that began on 2026-11-16 has no/,
    ],
    ['on another node', { identity: { ...identity, node: 'node1' } }, /is of node2, and this is node1$/],
    ['of another server', { identity: { ...identity, serverUuid: '' } }, /another server_uuid$/],
    ['of data made anew', { identity: { ...identity, generation: 'g2' } }, /made anew/],
    ['after a change of roles', { identity: { ...identity, term: 4 } }, /^the roles changed/],
    ['with another tool', { tool: 'clone' }, /made with mariadb-backup, not with clone$/],
    [
      'with another series of the tool',
      { toolSeries: '12.3' },
      /made with mariadb-backup 11\.8\.6-MariaDB, and this is 12\.3$/,
    ],
    [
      'of another series of the server',
      { serverSeries: '12.3' },
      /of server 11\.8\.6-MariaDB, and this is 12\.3$/,
    ],
    [
      'of a series whose number only begins alike',
      { records: changed((one) => ({ ...one, serverVersion: '11.80.1' })) },
      /of server 11\.80\.1, and this is 11\.8$/,
    ],
    [
      'when a backup has another one’s number',
      { records: changed((one) => ({ ...one, sequence: 0 })) },
      /not whole$/,
    ],
    [
      'when the chain is named after another full one',
      { records: changed((one) => ({ ...one, chain: '2026-11-29T015900-full' })) },
      /not whole$/,
    ],
    ['when the chain has lost its full one', { records: chainOf(monday, 3).slice(1) }, /not whole$/],
    ['when the chain has a gap', { records: chainOf(monday, 3).toSpliced(1, 1) }, /not whole$/],
    [
      'when a backup builds on another one',
      { records: changed((one, index) => (index === 1 ? { ...one, base: one.id } : one)) },
      /not whole$/,
    ],
    [
      'when the chain was told twice',
      { records: [...chainOf(monday, 2), ...chainOf(monday, 2)] },
      /not whole$/,
    ],
    [
      'when the proof of the newest failed',
      { records: changed((one, index) => (index === 1 ? tried(one, 'failed') : one)) },
      /failed its proof$/,
    ],
    [
      'when the proof of the full one failed',
      { records: changed((one, index) => tried(one, index === 0 ? 'failed' : 'proven')) },
      /failed its proof$/,
    ],
  ]
  for (const [what, change, why] of cases)
    test(what, () => {
      const answer = nextBackup({ ...situation, ...change })
      assert.equal(answer.kind, 'full')
      assert.match(answer.why, why)
    })
})

test('the full day is the one of the time zone', () => {
  // Sunday evening in London is Monday in Shanghai.
  const now = new Date('2026-12-06T17:59:00Z')
  assert.equal(nextBackup({ ...situation, now, timeZone: 'Europe/London' }).kind, 'incremental')
  assert.equal(nextBackup({ ...situation, now, timeZone: 'Asia/Shanghai' }).kind, 'full')
})
