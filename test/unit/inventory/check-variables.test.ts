import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { z } from 'zod'
import { checkVariables } from '../../../src/inventory/check-variables.ts'
import { loadInventory } from '../../../src/inventory/load.ts'
import { defineRole } from '../../../src/plan/role.ts'
import { addressWithPrefix, containsAddress } from '../../../src/values/address.ts'
import { detailsOf, errorOf, inventoryWith, twoHosts } from './fixture.ts'

const file = z.union([
  z.strictObject({ path: z.string(), sha256: z.string() }),
  z.strictObject({ url: z.string(), sha256: z.string() }),
])

const mysql = defineRole({
  name: 'mysql',
  description: 'a database server',
  variables: z.object({
    mysql_port: z.int().min(1).max(65535).default(3306),
    mysql_install: z.enum(['tarball', 'package']).default('tarball'),
    mysql_tarball: file.optional(),
    mysql_extra: z
      .record(z.string().regex(/^[a-z]+$/, 'must be small letters'), z.union([z.string(), z.number()]))
      .default({}),
    server_id: z.int().optional(),
    debug: z.boolean().default(false),
  }),
  secrets: [{ key: 'mysql_root_password', length: 24 }],
  check: (hosts) =>
    hosts
      .filter(
        ({ vars, others }) =>
          vars.server_id && others.some((other) => other.vars.server_id === vars.server_id),
      )
      .map(({ name, vars }) => ({
        host: name,
        variable: 'server_id',
        message: `${vars.server_id} is the id of another host, too`,
      })),
  phases: () => [],
})

const keepalived = defineRole({
  name: 'keepalived',
  description: 'the address that moves',
  variables: z.object({ vip: addressWithPrefix() }),
  decisions: [{ key: 'failover', question: '', consequence: '', default: 'automatic', changeable: 'always' }],
  check: (hosts) =>
    hosts.flatMap(({ name, address, vars: { vip } }) =>
      containsAddress(vip, address)
        ? []
        : [
            {
              host: name,
              variable: 'vip',
              message: `${address} is outside of its subnet`,
              hint: 'correct one of them',
            },
          ],
    ),
  phases: () => [],
})

const pair = ['node1', 'node2']
const onPair = new Map([
  ['mysql', pair],
  ['keepalived', pair],
])

describe('checkVariables', () => {
  test('gives each role its typed variables, with defaults', async (context) => {
    const directory = await inventoryWith(context, {
      'hosts.yml': twoHosts,
      'group_vars/mysql.yml': 'vip: 10.0.0.9/24\nmysql_extra: {a: 1, b: x}\n',
      'group_vars/all.yml': 'ansible_user: deploy',
      'host_vars/node2.yml': 'server_id: 2',
    })
    const checked = checkVariables(await loadInventory(directory), [mysql, keepalived], onPair)
    const [first, second] = checked.get('mysql') ?? []
    assert.deepEqual(second?.vars, {
      mysql_port: 3306,
      mysql_install: 'tarball',
      mysql_extra: { a: 1, b: 'x' },
      server_id: 2,
      debug: false,
    })
    assert.deepEqual(
      [second.name, second.address, second.user, second.position, second.groups],
      ['node2', '10.0.0.2', 'deploy', 1, ['mysql']],
    )
    assert.deepEqual([first?.others, second.others], [[second], [first]])
    assert.deepEqual(checked.get('keepalived')?.[0]?.vars, { vip: { address: '10.0.0.9', prefix: 24 } })
  })

  test('a role that does not run is known and needs nothing', async (context) => {
    const directory = await inventoryWith(context, {
      'hosts.yml': twoHosts,
      'group_vars/all.yml': 'mysql_port: 1',
    })
    const checked = checkVariables(
      await loadInventory(directory),
      [mysql, keepalived],
      new Map([['mysql', pair]]),
    )
    assert.deepEqual(checked.get('keepalived'), [])
  })

  test('tells everything at once, by file and line', async (context) => {
    const directory = await inventoryWith(context, {
      'hosts.yml': twoHosts.replace('10.0.0.1', '"; reboot"'),
      'group_vars/mysql.yml': '# pair\n\nvpi: 10.0.0.9/24\nmysql_port: "3306"\n',
      'host_vars/node2.yml': 'ansible_port: 70000\nserver_id: x\n',
    })
    const inventory = await loadInventory(directory)
    const error = await errorOf(() => checkVariables(inventory, [mysql, keepalived], onPair))
    assert.equal(error.code, 'BadInventory')
    assert.equal(error.message, `the inventory "${directory}" has 7 problems`)
    assert.deepEqual(
      error.details.map((line) => line.replace(`${directory}/`, '')),
      [
        'group_vars/mysql.yml:3: vpi: unknown variable; did you mean "vip"?',
        'group_vars/mysql.yml:4: mysql_port: expected number, received text (write it without quotes)',
        'host_vars/node2.yml:1: ansible_port: Too big: expected number to be <=65535',
        'host_vars/node2.yml:2: server_id: expected number, received text',
        'hosts.yml:5: node1: vip is missing',
        'hosts.yml:5: ansible_host: must be an address or a host name',
        'hosts.yml:6: node2: vip is missing',
      ],
    )
  })

  const vip = 'vip: 10.0.0.9/24\n'
  const table: readonly [string, readonly string[]][] = [
    [
      'vip: 10.0.0.9',
      ['1: vip: must be an IPv4 address with the length of its prefix, such as 192.168.14.88/24'],
    ],
    [
      'vip: 10.0.1.9/24',
      [
        '1: vip: 10.0.0.1 is outside of its subnet; correct one of them',
        '1: vip: 10.0.0.2 is outside of its subnet; correct one of them',
      ],
    ],
    [`${vip}server_id: 7`, ['2: server_id: 7 is the id of another host, too']],
    [`${vip}debug: yes`, ['2: debug: expected boolean, received text (write true or false)']],
    [`${vip}mysql_install: rpm`, ['2: mysql_install: expected one of "tarball"|"package"']],
    [`${vip}mysql_port:`, ['2: mysql_port: expected number, received null']],
    [
      `${vip}mysql_tarball:\n  path: x\n  sha265: y\n`,
      ['2: mysql_tarball.sha256: is missing', '4: mysql_tarball.sha265: unknown key; did you mean "sha256"?'],
    ],
    [
      `${vip}mysql_tarball: {}`,
      ['2: mysql_tarball: path: is missing, sha256: is missing; or url: is missing, sha256: is missing'],
    ],
    [
      `${vip}mysql_extra:\n  a: [1]\n  B: 1`,
      [
        '3: mysql_extra.a: expected text, received list; or expected number, received list',
        '4: mysql_extra.B: this key must be small letters',
      ],
    ],
    [
      `${vip}mysql_extra:\n  a: "{{ other }}"`,
      ['3: mysql_extra.a: holds a Jinja expression, which is not evaluated here; write the value itself'],
    ],
    [
      `${vip}failover: assisted`,
      ['2: failover: is a decision: it stands in decisions.yml or is given by --decision'],
    ],
    [`${vip}mysql_root_password: x`, ['2: mysql_root_password: is a secret and stands in secrets.yml']],
    [
      `${vip}ansible_become_pass: x\nansible_password: x`,
      [
        '2: ansible_become_pass: passwords stand in secrets.yml; there this one is called become_password',
        '3: ansible_password: passwords stand in secrets.yml; there this one is called ssh_password',
      ],
    ],
    [`${vip}"\\e[31m": 1`, ['2: "\\u001b[31m": unknown variable']],
    [
      `${vip}__proto__: 1\nconstructor: 1`,
      ['2: __proto__: unknown variable', '3: constructor: unknown variable'],
    ],
  ]
  for (const [text, problems] of table) {
    test(`refuses: ${problems.join(' / ')}`, async (context) => {
      const directory = await inventoryWith(context, { 'hosts.yml': twoHosts, 'group_vars/all.yml': text })
      const inventory = await loadInventory(directory)
      const found = await detailsOf(directory, () => checkVariables(inventory, [mysql, keepalived], onPair))
      assert.deepEqual(
        found,
        problems.map((problem) => `group_vars/all.yml:${problem}`),
      )
    })
  }

  test('no message repeats a value: it may have been a password', async (context) => {
    const canary = 'Canary-2718'
    const names = ['ansible_password', 'ansible_port', 'mysql_port', 'mysql_install', 'vip', 'debug', 'typo']
    const text = names.map((name) => `${name}: "${canary} {{ x }}"`).join('\n')
    const directory = await inventoryWith(context, { 'hosts.yml': twoHosts, 'host_vars/node1.yml': text })
    const inventory = await loadInventory(directory)
    const found = await detailsOf(directory, () => checkVariables(inventory, [mysql, keepalived], onPair))
    assert.ok(found.length >= names.length)
    assert.ok(!found.join('\n').includes(canary))
  })
})
