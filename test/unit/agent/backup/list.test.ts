import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { listText } from '../../../../agent/backup/list.ts'
import { backup, chainOf, tried } from './records.ts'

const monday = new Date('2026-11-30T01:59:00Z')

describe('the index for a terminal', () => {
  test('says so when it is empty', () => assert.equal(listText([]), 'there are no backups\n'))

  test('has a line for each backup, the newest last', () => {
    const [full, second, third] = chainOf(monday, 3)
    const text = listText([tried(full!), tried(second!, 'failed'), third!])
    assert.deepEqual(text.split('\n'), [
      '2026-11-30T015900-full         mariadb-backup        1 MB  ended 2026-11-30T02:09:00.000Z  mysql-bin.000001:568  proven 2026-11-30T02:29:00.000Z',
      '2026-12-01T015900-incremental  mariadb-backup        1 MB  ended 2026-12-01T02:09:00.000Z  mysql-bin.000001:568  failed 2026-12-01T02:29:00.000Z',
      '2026-12-02T015900-incremental  mariadb-backup        1 MB  ended 2026-12-02T02:09:00.000Z  mysql-bin.000001:568  not verified',
      '',
    ])
  })

  const sizes: [bytes: number, shown: string][] = [
    [0, '       1 MB'],
    [1_499_999, '       1 MB'],
    [1_500_000, '       2 MB'],
    [987_654_321_000, '  987654 MB'],
  ]
  for (const [sizeBytes, shown] of sizes)
    test(`${sizeBytes} bytes`, () =>
      assert.ok(listText([backup(monday, null, { sizeBytes })]).includes(shown)))
})
