import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, test } from 'node:test'
import { loadInventory } from '../../../src/inventory/load.ts'
import { detailsOf, errorOf, inventoryWith, shortPlace, twoHosts, type Files } from './fixture.ts'

describe('loadInventory', () => {
  test('reads hosts, groups and variables, and keeps where each stands', async (context) => {
    const directory = await inventoryWith(context, {
      'hosts.yml':
        'all:\n  vars:\n    a: 1\n  children:\n    db:\n      hosts:\n        node[1:2]:\n          b: [1, 2]\n',
      'group_vars/db.yml': '# a comment\nc:\n  deep: {x: yes}\n',
      'host_vars/node2/one.yml': 'd: 007\n',
      'host_vars/node2/two.yaml': 'e: null\n',
    })
    const { name, hosts, groups, digests } = await loadInventory(directory)
    assert.equal(name, directory)
    assert.deepEqual([...hosts.keys()], ['node1', 'node2'])
    assert.deepEqual(groups.get('all')?.hosts, ['node1', 'node2'])
    assert.deepEqual(hosts.get('node2')?.groups, ['db'])
    const found = [...(hosts.get('node2')?.variables.values() ?? [])].map(
      (variable) => [variable.name, variable.value, shortPlace(directory, variable.origin)] as const,
    )
    assert.deepEqual(found, [
      ['a', 1, 'hosts.yml:3'],
      ['c', { deep: { x: 'yes' } }, 'group_vars/db.yml:2'],
      ['b', [1, 2], 'hosts.yml:8'],
      ['d', 7, 'host_vars/node2/one.yml:1'],
      ['e', null, 'host_vars/node2/two.yaml:1'],
    ])
    const digest = createHash('sha256').update('d: 007\n').digest('hex')
    assert.equal(digests.get(`${directory}/host_vars/node2/one.yml`), digest)
    assert.equal(digests.size, 4)
  })

  test('gives values that nobody can change', async (context) => {
    const directory = await inventoryWith(context, {
      'hosts.yml': 'db: {hosts: {n: }, vars: {v: {list: [1]}}}',
    })
    const value = (await loadInventory(directory)).hosts.get('n')?.variables.get('v')?.value as {
      list: number[]
    }
    assert.throws(() => value.list.push(2), TypeError)
  })

  test('keeps the order of hosts: the first of the group is the first in the file', async (context) => {
    const directory = await inventoryWith(context, {
      'hosts.yml': 'db: {hosts: {b: , a: }}\nall: {hosts: {c: , a: }}',
    })
    const { hosts, groups } = await loadInventory(directory)
    assert.deepEqual([...hosts.keys()], ['b', 'a', 'c'])
    assert.deepEqual(groups.get('db')?.hosts, ['b', 'a'])
  })

  const bad: readonly { files: Files; problems: readonly string[] }[] = [
    { files: { 'hosts.yml': '' }, problems: ['hosts.yml: names no host'] },
    {
      files: { 'hosts.yml': 'all:\n  hosts:\n\tnode1:\n', 'group_vars/all.yml': 'a: 1\na: 2\n' },
      problems: [
        'group_vars/all.yml:2:1: this key already stands in the same mapping',
        'hosts.yml:3:1: a tab is used for indentation; YAML wants spaces',
      ],
    },
    {
      files: { 'hosts.yml': 'mysql:\n  host:\n    node1:\n' },
      problems: [
        'hosts.yml: names no host',
        'hosts.yml:2: host: a group has nothing but hosts, vars and children; did you mean "hosts"?',
      ],
    },
    {
      files: { 'hosts.yml': twoHosts, 'group_vars/mysqll.yml': 'a: 1', 'host_vars/node3.yml': 'a: 1' },
      problems: [
        'group_vars/mysqll.yml: hosts.yml has no group mysqll; did you mean "mysql"?',
        'host_vars/node3.yml: hosts.yml has no host node3; did you mean "node1"?',
      ],
    },
    {
      files: {
        'hosts.yml': twoHosts,
        'group_vars/mysql': 'vip: x',
        'group_vars/.mysql.yml.swp': '',
        'group_vars/a.yml~': '',
      },
      problems: ['group_vars/mysql: is not read: a file of variables ends in .yml'],
    },
    {
      files: {
        'hosts.yml': twoHosts,
        'group_vars/mysql/a.yml': 'vip: a\nport: 1',
        'group_vars/mysql/b.yml': '\nvip: b\nport: 1',
      },
      problems: [
        'group_vars/mysql/b.yml:2: vip: already set for "mysql" in DIR/group_vars/mysql/a.yml:1 to another value; keep one',
      ],
    },
    {
      files: { 'hosts.yml': 'a: {hosts: {n: }, vars: {x: 1}}\nb: {hosts: {n: }, vars: {x: 2}}\n' },
      problems: [
        'hosts.yml:2: x: n also gets another value from DIR/hosts.yml:1; neither group is below the other: set it for the host, or once',
      ],
    },
    {
      files: { 'hosts.yml': 'a:\n  children: {b: }\n  hosts: {n: }\nb:\n  children: {a: }\n' },
      problems: ['hosts.yml:1: a: the group is its own child', 'hosts.yml:2: b: the group is its own child'],
    },
    {
      files: { 'hosts.yml': 'all:\n  hosts:\n    - node1\n    - node2\n' },
      problems: ['hosts.yml: names no host', 'hosts.yml:2: hosts: must hold a mapping (name: value)'],
    },
    {
      files: { 'hosts.yml': '- node1\n' },
      problems: ['hosts.yml: names no host', 'hosts.yml:1: the file must hold a mapping (name: value)'],
    },
    {
      files: {
        'hosts.yml':
          'all:\n  hosts:\n    n:\n    node[3:1]:\n    "no de":\n    "x\\e[31m":\n    ../../etc:\n',
      },
      problems: [
        'hosts.yml:4: node[3:1]: the range ends before it begins',
        'hosts.yml:5: no de: a host name has letters, digits, "_", "." and "-", or a range such as node[1:2]',
        'hosts.yml:6: "x\\u001b[31m": a host name has letters, digits, "_", "." and "-", or a range such as node[1:2]',
        'hosts.yml:7: ../../etc: a host name has letters, digits, "_", "." and "-", or a range such as node[1:2]',
      ],
    },
    {
      files: { 'hosts.yml': `${twoHosts}---\nb:\n` },
      problems: ['hosts.yml:7:1: a second document begins here; one file holds one'],
    },
    {
      files: { 'hosts.yml': twoHosts, 'group_vars/all.yml': 'a: !vault x\n' },
      problems: [
        'group_vars/all.yml:1:4: tags such as !vault are not read here; secrets stand in secrets.yml',
      ],
    },
    {
      files: { 'hosts.yml': twoHosts, 'group_vars/all.yml': 'a: 1\nb: *nowhere\n' },
      problems: [
        'group_vars/all.yml:2: b: Unresolved alias (the anchor must be set before the alias): nowhere',
      ],
    },
    {
      files: { 'hosts.yml': twoHosts, 'group_vars/all.yml': 'a: [1, 2\nb: @x\n' },
      problems: [
        'group_vars/all.yml:2:1: not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
        'group_vars/all.yml:2:4: not valid YAML: Plain value cannot start with reserved character @',
      ],
    },
  ]
  for (const { files, problems } of bad) {
    test(`refuses: ${problems[0]}`, async (context) => {
      const directory = await inventoryWith(context, files)
      const found = await detailsOf(directory, () => loadInventory(directory))
      assert.deepEqual(
        found,
        problems.map((problem) => problem.replaceAll('DIR/', '')),
      )
    })
  }

  test('refuses aliases that expand without end', async (context) => {
    const rows = ['a0: &a0 [x,x,x,x,x,x,x,x,x,x]']
    for (let i = 1; i < 9; i++) rows.push(`a${i}: &a${i} [${`*a${i - 1},`.repeat(10)}]`)
    const directory = await inventoryWith(context, {
      'hosts.yml': twoHosts,
      'group_vars/all.yml': rows.join('\n'),
    })
    const found = await detailsOf(directory, () => loadInventory(directory))
    assert.match(found[0] ?? '', /^group_vars\/all\.yml:\d+: a\d: Excessive alias count/)
  })

  test('says which inventories there are', async (context) => {
    const error = await errorOf(() => loadInventory('exampel'))
    assert.equal(error.code, 'BadInventory')
    assert.equal(error.message, 'there is no inventory/exampel/hosts.yml; did you mean "example"?')
    assert.match(error.hint ?? '', /^inventories here: .*example/)
    const directory = await inventoryWith(context, { 'hosts.ini': '' })
    assert.equal(
      (await errorOf(() => loadInventory(directory))).hint,
      "an inventory's hosts stand in hosts.yml, in YAML; here is hosts.ini",
    )
  })
})
