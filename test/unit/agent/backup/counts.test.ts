import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { exactly, tablesOf } from '../../../../agent/backup/check/census.ts'
import type { Seen } from '../../../../agent/backup/check/census.ts'
import { wrongTables } from '../../../../agent/backup/check/compare-counts.ts'
import type { TableCount } from '../../../../agent/backup/check/counts-file.ts'
import { capabilitiesOf } from '../../../../src/mysql/capabilities.ts'
import type { Row } from '../../../../src/mysql/row.ts'
import { parseServerVersion } from '../../../../src/mysql/version.ts'

const orders = { schema: 'shop', table: 'orders', engine: 'InnoDB' }
const then = '2026-11-30 01:00:00'

describe('the count of a table is exact', () => {
  const counted: Seen = { ...orders, rows: 7, exact: false, changedAt: then, settled: true }
  const now: Seen = { ...counted, rows: null }
  const cases: [what: string, counted: Seen[], now: Partial<Seen>, rows: number | null, exact: boolean][] = [
    ['when nothing has changed it since', [counted], {}, 7, true],
    ['when nothing ever has', [{ ...counted, changedAt: '' }], { changedAt: '' }, 7, true],
    ['of no rows', [{ ...counted, rows: 0 }], {}, 0, true],
    [
      'not when it was changed while the backup ran',
      [counted],
      { changedAt: '2026-11-30 02:00:00' },
      7,
      false,
    ],
    ['not when it was changed for the first time', [{ ...counted, changedAt: '' }], {}, 7, false],
    ['not when its change was forgotten', [counted], { changedAt: '' }, 7, false],
    ['not when a further change would not show', [{ ...counted, settled: false }], {}, 7, false],
    ['not when it was not reached', [], {}, null, false],
    ['not of a table of the same name elsewhere', [{ ...counted, schema: 'other' }], {}, null, false],
    [
      'not of names that only look alike',
      [{ ...counted, schema: 'shop.orders', table: '' }],
      {},
      null,
      false,
    ],
  ]
  for (const [what, before, change, rows, exact] of cases)
    test(what, () => assert.deepEqual(exactly(before, [{ ...now, ...change }]), [{ ...orders, rows, exact }]))

  test('and a table that is gone is not named', () => assert.deepEqual(exactly([counted], []), []))
})

describe('what a server tells of its tables', () => {
  const ask = async (version: string, row: Row) => {
    const statements: string[] = []
    const session = {
      version: parseServerVersion(version),
      can: capabilitiesOf(parseServerVersion(version)),
      connectionId: 1,
      run: (statement: unknown) => {
        statements.push(String(statement))
        return Promise.resolve(/^SELECT/.test(String(statement)) ? [row] : [])
      },
      destroy: () => undefined,
    }
    return { tables: await tablesOf(session), statements }
  }
  const row = { s: 'shop', t: 'orders', e: 'InnoDB', u: then, settled: 1 }
  test('is read as it is', async () => {
    const seen = { ...orders, rows: null, exact: false, changedAt: then, settled: true }
    assert.deepEqual((await ask('8.4.3', row)).tables, [seen])
    const never = await ask('8.4.3', { ...row, u: null, settled: 0 })
    assert.deepEqual(never.tables, [{ ...seen, changedAt: '', settled: false }])
  })

  // MySQL 5.6 never says when an InnoDB table was changed, no release does for a partitioned one.
  const cases: [version: string, trusts: RegExp, cached: boolean][] = [
    ['5.6.24-log', /IF\(update_time IS NULL, FALSE, /, false],
    ['5.7.44-log', /IF\(update_time IS NULL, IFNULL\(create_options, ''\) NOT LIKE '%partitioned%', /, false],
    ['8.4.3', /IF\(update_time IS NULL, IFNULL\(create_options, ''\) NOT LIKE '%partitioned%', /, true],
    [
      '11.8.6-MariaDB',
      /IF\(update_time IS NULL, IFNULL\(create_options, ''\) NOT LIKE '%partitioned%', /,
      false,
    ],
  ]
  for (const [version, trusts, cached] of cases)
    test(`no change is none where the server would know: ${version}`, async () => {
      const { statements } = await ask(version, row)
      assert.match(statements.at(-1)!, trusts)
      assert.equal(statements.includes('SET SESSION information_schema_stats_expiry=0'), cached)
    })
})

describe('what is wrong with restored tables', () => {
  const exact: TableCount = { ...orders, rows: 7, exact: true }
  const estimated: TableCount = { ...exact, exact: false }
  const items: TableCount = { ...exact, table: 'items', rows: 3 }
  const cases: [what: string, recorded: TableCount[], restored: TableCount[], wrong: string[]][] = [
    ['nothing', [exact, items], [exact, items], []],
    ['nothing in another order', [exact, items], [items, exact], []],
    ['nothing of nothing', [], [], []],
    ['nothing: a table of which nothing was recorded', [], [exact], []],
    ['nothing: a table that was written to meanwhile', [estimated], [{ ...exact, rows: 9 }], []],
    ['nothing: one that was made or dropped meanwhile', [estimated], [], []],
    ['a row too many', [exact, items], [{ ...exact, rows: 8 }, items], ['shop.orders has 8 rows, not 7']],
    ['a row too few', [exact], [{ ...exact, rows: 6 }], ['shop.orders has 6 rows, not 7']],
    ['no rows', [exact], [{ ...exact, rows: 0 }], ['shop.orders has 0 rows, not 7']],
    [
      'a table that was not counted',
      [exact],
      [{ ...exact, rows: null }],
      ['shop.orders has null rows, not 7'],
    ],
    ['a table is missing', [exact, items], [items], ['shop.orders is missing']],
    ['it is in another schema', [exact], [{ ...exact, schema: 'other' }], ['shop.orders is missing']],
    ['all', [exact, items], [], ['shop.orders is missing', 'shop.items is missing']],
  ]
  for (const [what, recorded, restored, wrong] of cases)
    test(what, () => assert.deepEqual(wrongTables(recorded, restored), wrong))
})
