import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inventoryAsTyped } from '../../../src/values/inventory-option.ts'

const cases: readonly [words: readonly string[], expected: string][] = [
  [['site', '--inventory', 'customers/acme', '--check'], 'customers/acme'],
  [['site', '--inventory=./acme'], './acme'],
  [['site', '--check', '-i', '/srv/acme'], '/srv/acme'],
  [['site', '-iacme'], 'acme'],
  [['site'], 'the-name'],
]

for (const [words, expected] of cases)
  test(words.join(' '), () => assert.equal(inventoryAsTyped(words, 'the-name'), expected))
