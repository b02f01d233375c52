import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { chooseBackup } from '../../../../../agent/backup/restore/choose.ts'
import type { BackupRecord } from '../../../../../agent/backup/record.ts'
import { chainOf, identity } from '../records.ts'

const uuid = identity.serverUuid
const other = '5da251ea-74c1-11eb-8aac-fa163e95ab6d'

/** Of Monday, Tuesday and Wednesday: m, t, w. */
describe('the backup before a transaction', () => {
  type Sets = readonly [gtid: string, gtidAtMost: string, binlogState: string]
  const holding = (serverUuid: string, sets: readonly Sets[]) =>
    chainOf(new Date('2026-11-30T01:59:00Z'), 3).map((record, index) => {
      const [gtid, gtidAtMost, binlogState] = sets[index]!
      const coordinates = { ...record.coordinates, gtid, gtidAtMost, binlogState }
      return { ...record, identity: { ...identity, serverUuid }, coordinates }
    })
  const mysql = holding(uuid, [
    [`${uuid}:1-10`, `${uuid}:1-12`, ''],
    [`${uuid}:1-20`, `${uuid}:1-20`, ''],
    [`${uuid}:1-20,${other}:1-5`, `${uuid}:1-20,${other}:1-5`, ''],
  ])
  // The second server leads from 0-2-21 on.
  const mariadb = holding('', [
    ['0-1-10', '0-1-10', '0-1-10'],
    ['0-1-20,1-1-3', '0-1-20,1-1-3', '0-1-19,1-1-3'],
    ['0-2-25,1-1-3', '0-2-25,1-1-3', '0-1-20,0-2-24,1-1-3'],
  ])
  const cases: [what: string, records: BackupRecord[], gtid: string, record: string | RegExp][] = [
    ['MySQL, in no backup', mysql, `${uuid}:21`, 'w'],
    ['MySQL, of another server', mysql, `${other}:6`, 'w'],
    ['MySQL, in the last one', mysql, `${other}:5`, 't'],
    ['MySQL, in the second one', mysql, `${uuid}:13`, 'm'],
    [
      'MySQL, perhaps in the first one: a copy says only between which moments it was made',
      mysql,
      `${uuid}:11`,
      /oldest backup, .* is later/,
    ],
    ['MySQL, in the first one', mysql, `${uuid}:10`, /oldest backup, .* is later/],
    ['MariaDB, in no backup', mariadb, '0-2-26', 'w'],
    ['MariaDB, in another domain', mariadb, '1-1-4', 'w'],
    ['MariaDB, in the last one', mariadb, '0-2-21', 't'],
    ['MariaDB, in the second one, and another server has led since', mariadb, '0-1-15', 'm'],
    [
      'MariaDB, in the first one, and another server has led since',
      mariadb,
      '0-1-10',
      /oldest backup, .* is later/,
    ],
  ]
  for (const [what, records, gtid, record] of cases)
    test(`${what}: ${gtid}`, () => {
      const choose = () => 'mtw'[records.indexOf(chooseBackup(records, { kind: 'gtid', gtid }).record)]
      if (typeof record === 'string') assert.equal(choose(), record)
      else assert.throws(choose, record)
    })

  test('what is no GTID is refused', () =>
    assert.throws(() => chooseBackup(mysql, { kind: 'gtid', gtid: 'yesterday' })))
})
