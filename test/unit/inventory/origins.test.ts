import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { test } from 'node:test'
import fc from 'fast-check'
import { stringify } from 'yaml'
import { originWithin } from '../../../src/inventory/inventory.ts'
import { loadInventory } from '../../../src/inventory/load.ts'
import { inventoryWith, twoHosts } from './fixture.ts'

const key = fc.stringMatching(/^[a-z]{3,8}$/)
const leaf = fc.oneof(fc.integer(), fc.boolean(), fc.string({ maxLength: 200 }), fc.constant(null))
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.dictionary(key, tie('tree'), { maxKeys: 3, noNullPrototype: true }),
    fc.array(tie('tree'), { maxLength: 3 }),
  ),
}))

/** Every path to a key inside a value. */
function keyPaths(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => [
    ...(Array.isArray(value) ? [] : [[...path, name]]),
    ...keyPaths(inner, [...path, name]),
  ])
}

test('origins point at the line that holds the key', async (context) => {
  const directory = await inventoryWith(context, { 'hosts.yml': twoHosts, 'group_vars/all.yml': '' })
  const comments = fc.array(fc.constantFrom('', '# comment: x', '   '), { maxLength: 3 })
  await fc.assert(
    fc.asyncProperty(fc.dictionary(key, fc.tuple(tree, comments)), async (content) => {
      const text = Object.entries(content)
        .map(([name, [value, before]]) => [...before, stringify({ [name]: value })].join('\n'))
        .join('')
      await writeFile(`${directory}/group_vars/all.yml`, text)
      const lines = text.split('\n')
      const inventory = await loadInventory(directory)
      for (const [name, [value]] of Object.entries(content)) {
        const variable = inventory.hosts.get('node1')?.variables.get(name)
        assert.ok(variable)
        assert.deepEqual(variable.value, value)
        for (const path of [[], ...keyPaths(value)]) {
          const { line, column } = originWithin(variable, path)
          const shown = path.at(-1) ?? name
          assert.ok(
            lines[line - 1]
              ?.slice(column - 1)
              .replace(/^"/, '')
              .startsWith(shown),
            `${shown} in line ${line}`,
          )
        }
      }
    }),
    { numRuns: 60 },
  )
})
