import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { changedOptions, normalised, serverOptions } from '../../../../roles/mysql/server/option-file.ts'

describe('a value as a server shows it', () => {
  const same: readonly [string, string][] = [
    ['128M', '134217728'],
    ['11g', '11811160064'],
    ['ON', '1'],
    ['off', '0'],
    ['"ROW"', 'ROW'],
    ['1.000000', '1'],
  ]
  for (const [written, shown] of same)
    test(`${written} is ${shown}`, () => assert.equal(normalised(written), normalised(shown)))
  test('10 is not 1', () => assert.notEqual(normalised('10'), normalised('1')))
})

describe('what changed between two option files', () => {
  const table: readonly [what: string, before: string, after: string, changed: string[]][] = [
    ['nothing', '[mysqld]\na = 1', '[mysqld]\n# why\na=ON', []],
    ['a value', '[mysqld]\nmax-connections=10', '[mysqld]\nmax_connections = 20', ['max_connections']],
    ['another section', '[client]\nport=1', '[client]\nport=2', []],
    ['a line that went away', '[mysqld]\na=1\nb=2', '[mysqld]\na=1', ['b']],
    ['a loose prefix', '[mysqld]\nloose_x=5', '[mysqld]\nx=5', []],
    [
      'one more plugin',
      '[mysqld]\nplugin_load_add=a',
      '[mysqld]\nplugin_load_add=a\nplugin-load-add=b',
      ['plugin_load_add'],
    ],
    ['an option without a value', '[mysqld]\n', '[mysqld]\nskip_name_resolve', ['skip_name_resolve']],
  ]
  for (const [what, before, after, changed] of table)
    test(what, () =>
      assert.deepEqual(
        changedOptions(before, after).map(({ name }) => name),
        changed,
      ),
    )
})

test('a file never differs from itself, and comments never count', () => {
  const golden = readFileSync('test/golden/mysql/my-9.7.cnf', 'utf8')
  assert.ok(serverOptions(golden).size > 50)
  fc.assert(
    fc.property(
      fc.nat(golden.split('\n').length),
      fc.string({ unit: fc.constantFrom(...'ab =[]') }),
      (at, comment) => {
        const lines = golden.split('\n')
        lines.splice(at, 0, `# ${comment}`)
        assert.deepEqual(changedOptions(golden, lines.join('\n')), [])
      },
    ),
  )
})
