import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parse, stringify } from 'yaml'
import { generateKey, generatePassword } from '../../../src/decide/generate.ts'
import { quoteWord } from '../../../src/values/shell.ts'

test('generated passwords have every class of characters and need no quoting anywhere', () => {
  fc.assert(
    fc.property(fc.integer({ min: 8, max: 64 }), (length) => {
      const password = generatePassword(length)
      assert.equal(password.length, length)
      for (const kind of [/^[a-zA-Z]/, /[a-z]/, /[A-Z]/, /[2-9]/, /[-_.]/, /^[^0O1lI]+$/])
        assert.match(password, kind)
      assert.equal(quoteWord(password), password)
      assert.equal(parse(stringify(password)), password)
    }),
  )
})

test('no two are the same', () => {
  assert.equal(new Set(Array.from({ length: 2000 }, () => generatePassword(12))).size, 2000)
})

test('a secret is never shorter than 8', () => {
  for (const length of [0, 7, 8.5, Number.NaN]) {
    assert.throws(() => generatePassword(length), RangeError)
    assert.throws(() => generateKey(length), RangeError)
  }
})

test('a key is of hexadecimal digits and stays text in YAML', () => {
  fc.assert(
    fc.property(fc.integer({ min: 8, max: 64 }), (digits) => {
      const key = generateKey(digits)
      assert.match(key, new RegExp(`^[0-9a-f]{${digits}}$`))
      assert.equal(parse(stringify(key)), key)
    }),
  )
})
