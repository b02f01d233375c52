import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { drills } from '../../../src/drill/catalogue.ts'
import { configurationMistakes } from './configuration.ts'
import { project, read } from './mistake.ts'
import type { Proof } from './mistake.ts'
import { scriptMistakes } from './scripts.ts'
import { securityMistakes } from './security.ts'

const mistakes = [...scriptMistakes, ...configurationMistakes, ...securityMistakes]

/** A title as it stands in a test file: quoted, from its beginning. */
function hasTest(file: string, title: string): boolean {
  const path = join('test', file)
  return existsSync(join(project, path)) && read(path).includes(title)
}

async function prove(proof: Proof): Promise<void> {
  if ('drill' in proof)
    assert.ok(
      drills.some(({ name }) => name === proof.drill),
      `there is no drill ${proof.drill}`,
    )
  else if ('title' in proof)
    assert.ok(hasTest(proof.in, proof.title), `test/${proof.in} has no test "${proof.title}"`)
  else await proof.check()
}

describe('the mistakes of the manual do not come back', () => {
  for (const { row, was, proofs } of mistakes)
    test(`${row}: ${was}`, async () => {
      assert.ok(proofs.length > 0)
      for (const proof of proofs) await prove(proof)
    })

  test('every row of the list has its test', () => {
    assert.deepEqual(
      mistakes.map(({ row }) => row),
      Array.from({ length: 48 }, (_, index) => index + 1),
    )
  })
})
