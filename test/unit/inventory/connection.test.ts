import assert from 'node:assert/strict'
import { homedir } from 'node:os'
import { test } from 'node:test'
import { connectionOf, type Connection } from '../../../src/inventory/connection-variables.ts'
import { loadInventory } from '../../../src/inventory/load.ts'
import { selectHosts } from '../../../src/inventory/select-hosts.ts'
import { detailsOf, errorOf, inventoryWith, twoHosts } from './fixture.ts'

async function connectionWith(
  context: Parameters<typeof inventoryWith>[0],
  text: string,
): Promise<Connection> {
  const directory = await inventoryWith(context, {
    'hosts.yml': 'all: {hosts: {n: }}',
    'host_vars/n.yml': text,
  })
  const inventory = await loadInventory(directory)
  const [host] = inventory.hosts.values()
  assert.ok(host)
  return JSON.parse(JSON.stringify(connectionOf(inventory, host)).replaceAll(directory, 'DIR')) as Connection
}

const table: readonly [string, Connection][] = [
  ['', { address: 'n', become: 'sudo' }],
  ['ansible_user: root', { address: 'n', user: 'root', become: 'none' }],
  ['ansible_user: root\nansible_become_method: sudo', { address: 'n', user: 'root', become: 'sudo' }],
  ['ansible_host: 10.0.0.1\nansible_port: 2222', { address: '10.0.0.1', port: 2222, become: 'sudo' }],
  [
    'ansible_ssh_private_key_file: ~/.ssh/id\nansible_known_hosts_file: known_hosts',
    {
      address: 'n',
      privateKeyFile: `${homedir()}/.ssh/id`,
      knownHostsFile: 'DIR/known_hosts',
      become: 'sudo',
    },
  ],
]
for (const [text, connection] of table) {
  test(`connection of ${JSON.stringify(text)}`, async (context) => {
    assert.deepEqual(await connectionWith(context, text), connection)
  })
}

test('a host with a wrong connection variable cannot be connected to', async (context) => {
  const directory = await inventoryWith(context, {
    'hosts.yml': twoHosts,
    'group_vars/all.yml': 'ansible_user: "-oProxyCommand=x"\nansible_become_method: doas',
  })
  const inventory = await loadInventory(directory)
  const [host] = inventory.hosts.values()
  assert.ok(host)
  assert.deepEqual(await detailsOf(directory, () => connectionOf(inventory, host)), [
    'group_vars/all.yml:1: ansible_user: must be one word',
    'group_vars/all.yml:2: ansible_become_method: expected one of "sudo"|"su"|"none"',
  ])
})

test('hosts are selected by their names and their groups', async (context) => {
  const inventory = await loadInventory(await inventoryWith(context, { 'hosts.yml': twoHosts }))
  assert.deepEqual(selectHosts(inventory, ['node2', 'mysql']), ['node1', 'node2'])
  assert.deepEqual(selectHosts(inventory, ['node2']), ['node2'])
  const error = await errorOf(() => selectHosts(inventory, ['nod2', 'mysql', 'web']))
  assert.equal(error.code, 'BadUsage')
  assert.deepEqual(error.details, ['nod2: no host or group; did you mean "node2"?', 'web: no host or group'])
  assert.equal(error.hint, 'hosts: node1, node2; groups: all, mysql')
})
