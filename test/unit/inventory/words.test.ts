import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { expandHosts } from '../../../src/inventory/host-ranges.ts'
import { nearest } from '../../../src/values/suggest.ts'

describe('expandHosts', () => {
  const good: readonly [string, readonly string[]][] = [
    ['node1', ['node1']],
    ['node[1:3]', ['node1', 'node2', 'node3']],
    ['node[08:10].x', ['node08.x', 'node09.x', 'node10.x']],
    ['n[1:5:2]', ['n1', 'n3', 'n5']],
    ['db-[a:c]', ['db-a', 'db-b', 'db-c']],
    ['[a:b][1:2]', ['a1', 'a2', 'b1', 'b2']],
  ]
  for (const [pattern, hosts] of good) test(pattern, () => assert.deepEqual(expandHosts(pattern), hosts))

  const bad = [
    '',
    '-x',
    'a b',
    'n[1:2',
    'n[]',
    'n[2:1]',
    'n[a:3]',
    'n[1:3:0]',
    'n[1:99999]',
    '[1:99][1:99]',
    'a\n',
    'a/b',
    'ä',
  ]
  for (const pattern of bad) {
    test(`refuses ${JSON.stringify(pattern)}`, () => assert.throws(() => expandHosts(pattern), RangeError))
  }
})

describe('nearest', () => {
  const known = ['vip', 'mysql_port', 'mysql_basedir', 'mysql_datadir', 'ansible_host']
  const table: readonly [string, string | undefined][] = [
    ['vpi', 'vip'],
    ['VIP', 'vip'],
    ['mysql_prot', 'mysql_port'],
    ['mysql_basdir', 'mysql_basedir'],
    ['asible_host', 'ansible_host'],
    ['xyz', undefined],
    ['completely_else', undefined],
    ['', undefined],
    ['x'.repeat(5000), undefined],
  ]
  for (const [typed, name] of table) {
    test(`${typed.slice(0, 20)} -> ${name}`, () => assert.equal(nearest(typed, known), name))
  }

  test('one slip in a name of three letters or more is always recognised', () => {
    const slip = fc.tuple(
      fc.stringMatching(/^[a-z]{4,30}$/),
      fc.nat(),
      fc.constantFrom('drop', 'double', 'swap'),
    )
    fc.assert(
      fc.property(slip, ([name, at, kind]) => {
        const index = at % (name.length - 1)
        const [before, a = '', b = '', after] = [
          name.slice(0, index),
          name[index],
          name[index + 1],
          name.slice(index + 2),
        ]
        const typed = before + { drop: b, double: a + a + b, swap: b + a }[kind] + after
        assert.equal(nearest(typed, [name]), name)
      }),
    )
  })
})
