import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import fc from 'fast-check'
import { sha256Crypt } from '../../../../modules/mysql/sha256-crypt.ts'
import { nativeHash } from '../../../../modules/mysql/stored-password.ts'
import { Secret } from '../../../../src/values/secret.ts'

test('SHA-256 crypt agrees with OpenSSL', () => {
  // -stdin: OpenSSL reads one password a line.
  const word = fc.string({ minLength: 1, maxLength: 60, unit: fc.constantFrom(...'abcXYZ019 !$%\'"\\äß') })
  const salt = fc.string({ minLength: 1, maxLength: 16, unit: fc.constantFrom(...'abcXYZ019./') })
  fc.assert(
    fc.property(word, salt, (secret, text) => {
      const expected = execFileSync('openssl', ['passwd', '-5', '-salt', text, '-stdin'], {
        input: `${secret}\n`,
      })
      assert.equal(`$5$${text}$${sha256Crypt(secret, Buffer.from(text), 5000)}`, expected.toString().trim())
    }),
    { numRuns: 25 },
  )
})

test('the hash of mysql_native_password', () => {
  // From the server: SELECT PASSWORD('password').
  const known = '*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19'
  assert.equal(nativeHash(new Secret('password', 'x')).reveal(), known)
  assert.equal(String(nativeHash(new Secret('password', 'x'))), '[secret]')
})
