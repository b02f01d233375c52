import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { describe, test } from 'node:test'
import { countScript, isOnlyDrillRows, ownRows } from '../../../src/drill/drill-rows.ts'

const begin = `#261123 15:00:00 server id 1  end_log_pos 300 CRC32 0x1 \tQuery\tthread_id=8\texec_time=0\terror_code=0
SET TIMESTAMP=1/*!*/;
BEGIN
/*!*/;
`
const commit = '#261123 15:00:00 server id 1  end_log_pos 400 CRC32 0x1 \tXid = 9\nCOMMIT/*!*/;\n'
const inserted = (table: string) => `${begin}### INSERT INTO ${table}\n### SET\n###   @1='x'\n${commit}`
const statement = (text: string) =>
  `#261123 15:00:00 server id 1  end_log_pos 300 CRC32 0x1 \tQuery\tthread_id=8\texec_time=0\terror_code=0\n${text}\n/*!*/;\n`
const own = inserted('`mysqlha_drill`.`writes`')

describe('what a drill may throw away outside a lab', () => {
  const table: readonly [what: string, dump: string, only: boolean][] = [
    ['its own rows', own + own, true],
    ['nothing that can be read', '', false],
    ['rows of another table', own + inserted('`shop`.`orders`'), false],
    ['its own rows updated', own + own.replace('INSERT INTO', 'UPDATE'), false],
    ['a statement', own + statement('DROP TABLE shop.orders'), false],
    ['a procedure', own + statement('CREATE PROCEDURE p()\nBEGIN\nSELECT 1;\nEND'), false],
  ]
  for (const [what, dump, only] of table)
    test(`${what}: ${only ? 'yes' : 'no'}`, () => {
      const { stdout, stderr } = spawnSync('awk', [countScript], {
        input: dump,
        env: { ...process.env, LC_ALL: 'C', OURS: ownRows },
        encoding: 'utf8',
      })
      assert.equal(stderr, '')
      assert.equal(isOnlyDrillRows(stdout), only, stdout)
    })
})
