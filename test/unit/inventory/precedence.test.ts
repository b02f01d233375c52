import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { loadInventory } from '../../../src/inventory/load.ts'
import { inventoryWith } from './fixture.ts'

const hosts = `all:
  vars: { }
  children:
    parent:
      children:
        child:
          hosts:
            node1:
            node2:
`
const levels = ['group_vars/all.yml', 'group_vars/parent.yml', 'group_vars/child.yml', 'host_vars/node1.yml']

test('all < parent group < group < host, whichever levels set the variable', async (context) => {
  const directory = await inventoryWith(context, { 'hosts.yml': hosts })
  const { writeFile, mkdir } = await import('node:fs/promises')
  await mkdir(`${directory}/group_vars`)
  await mkdir(`${directory}/host_vars`)
  await fc.assert(
    fc.asyncProperty(fc.tuple(fc.boolean(), fc.boolean(), fc.boolean(), fc.boolean()), async (sets) => {
      for (const [index, level] of levels.entries()) {
        await writeFile(`${directory}/${level}`, sets[index] ? `v: ${index}\n` : '')
      }
      const inventory = await loadInventory(directory)
      const winner = sets.lastIndexOf(true)
      assert.equal(inventory.hosts.get('node1')?.variables.get('v')?.value, winner < 0 ? undefined : winner)
      const forNode2 = sets.slice(0, 3).lastIndexOf(true)
      assert.equal(
        inventory.hosts.get('node2')?.variables.get('v')?.value,
        forNode2 < 0 ? undefined : forNode2,
      )
    }),
  )
})

test('groups that agree are no problem', async (context) => {
  const directory = await inventoryWith(context, {
    'hosts.yml': 'a: {hosts: {n: }, vars: {x: [1]}}\nb: {hosts: {n: }, vars: {x: [1]}}\n',
  })
  assert.deepEqual((await loadInventory(directory)).hosts.get('n')?.variables.get('x')?.value, [1])
})

test('the host settles what groups disagree about', async (context) => {
  const directory = await inventoryWith(context, {
    'hosts.yml': 'a: {hosts: {n: }, vars: {x: 1}}\nb: {hosts: {n: }, vars: {x: 2}}\n',
    'host_vars/n.yml': 'x: 3',
  })
  assert.equal((await loadInventory(directory)).hosts.get('n')?.variables.get('x')?.value, 3)
})
