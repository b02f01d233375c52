import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commonVariables } from '../../../roles/common/variables.ts'
import { hooksVariables } from '../../../roles/hooks/variables.ts'
import { keepalivedVariables } from '../../../roles/keepalived/variables.ts'
import { checkVariables } from '../../../src/inventory/check-variables.ts'
import { loadInventory } from '../../../src/inventory/load.ts'

test('the example has nothing that the roles do not know, and all that they need', async () => {
  const inventory = await loadInventory('example')
  const hosts = inventory.groups.get('mysql')?.hosts ?? []
  const roles = [
    { name: 'common', variables: commonVariables },
    { name: 'hooks', variables: hooksVariables },
    { name: 'keepalived', variables: keepalivedVariables },
  ]
  const checked = checkVariables(inventory, roles, new Map(roles.map(({ name }) => [name, hosts])))
  const addresses = checked.get('keepalived')?.map(({ name, address }) => `${name} ${address}`)
  assert.deepEqual(addresses, ['node1 192.168.14.128', 'node2 192.168.14.129'])
})
