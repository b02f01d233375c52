import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { hasUnknown, reveal } from '../../../../modules/files/template-secrets.ts'
import { masked, validation } from '../../../../modules/files/validate.ts'
import { Secret } from '../../../../src/values/secret.ts'
import { sh } from '../../../../src/values/shell.ts'

describe('what a validator complains of', () => {
  test('never holds a secret', () => {
    const secret = fc.string({ minLength: 4, maxLength: 12 })
    fc.assert(
      fc.property(
        fc.array(secret, { minLength: 1, maxLength: 3 }),
        fc.array(fc.string(), { maxLength: 3 }),
        (values, noise) => {
          const secrets = values.map((value) => new Secret(value, 'x'))
          const text = [...values, ...noise, ...values].join(' ')
          const shown = masked(text, secrets).replaceAll('[secret]', '')
          for (const value of values) if (!'[secret]'.includes(value)) assert.ok(!shown.includes(value))
        },
      ),
    )
  })

  test('masks a word of a longer secret', () => {
    const file = new Secret('[client]\npassword = "hunter22"\n', 'file')
    assert.equal(masked("unknown option 'hunter22' in line 2", [file]), "unknown option '[secret]' in line 2")
  })

  test('is asked with the path quoted, once for each %s', () => {
    assert.equal(
      validation('check %s && echo %s', "/a b/$'").script,
      `check '/a b/$'\\''' && echo '/a b/$'\\'''`,
    )
    assert.equal(validation((path) => sh`check ${path}`, '/a b').script, "check '/a b'")
    assert.throws(() => validation('check', '/a'), { code: 'BadPlan' })
  })
})

describe('variables of a template', () => {
  const deep = { a: [new Secret('one', 'x'), { b: new Secret('two', 'y') }], c: 3, d: null }

  test('are revealed at any depth, and the secrets are known', () => {
    const { variables, secrets } = reveal(deep)
    assert.deepEqual(variables, { a: ['one', { b: 'two' }], c: 3, d: null })
    assert.deepEqual(
      secrets.map((secret) => secret.label),
      ['x', 'y'],
    )
  })

  test('are known when nothing is undefined', () => {
    assert.equal(hasUnknown(deep), false)
    assert.equal(hasUnknown({ a: [{ b: undefined }] }), true)
  })
})
