import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import fc from 'fast-check'
import { feed } from '../../../src/connect/command.ts'
import { Secret } from '../../../src/values/secret.ts'
import { sh } from '../../../src/values/shell.ts'

const shells = ['dash', 'bash', 'sh']
const word = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: fc.constantFrom(...`'"\\$\`!*?~#&|;<>(){}[]\n\t -é\u{1f600}\u0081`), maxLength: 40 }),
)

/** What a shell prints for a script that it reads from its standard input, as the elevated shell does. */
function printed(shell: string, script: string): Buffer {
  const { status, stdout, stderr } = spawnSync(shell, {
    input: script,
    env: { LC_ALL: 'C', PATH: process.env.PATH },
  })
  assert.equal(status, 0, stderr.toString())
  return stdout
}

/** A shell's words hold no NUL. */
const plain = word.map((text) => text.replaceAll('\0', ''))

for (const shell of shells) {
  test(`${shell} understands every quoted word`, () => {
    fc.assert(
      fc.property(fc.array(plain, { minLength: 1, maxLength: 20 }), (words) => {
        const text = printed(shell, sh`for w in ${words}; do printf '%s\\0' "$w"; done`.script)
        assert.equal(text.toString(), words.map((each) => `${each}\0`).join(''))
      }),
      { numRuns: 40 },
    )
  })

  test(`${shell} feeds every input unchanged`, () => {
    fc.assert(
      fc.property(fc.oneof(plain, word, fc.uint8Array({ maxLength: 3000 })), (input) => {
        assert.deepEqual(printed(shell, `${feed(input)}cat\n`), Buffer.from(input))
        if (typeof input === 'string')
          assert.deepEqual(printed(shell, `${feed(new Secret(input, 'x'))}cat\n`), Buffer.from(input))
      }),
      { numRuns: 40 },
    )
  })
}
