import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  type AccountDrift,
  accountStatements,
  type WantedAccount,
} from '../../../../modules/mysql/account-statements.ts'
import { Secret } from '../../../../src/values/secret.ts'

const repl = {
  name: 'repl',
  host: '10.0.0.2',
  password: new Secret('canary', 'a password'),
  requireSsl: true,
}

describe('statements by release', () => {
  const drift = (version: string, verb: AccountDrift['verb']): AccountDrift => ({
    ...{ version, versionComment: '', verb, authentication: true, tls: true },
    ...{ grant: [{ on: '*.*', names: ['REPLICATION SLAVE'] }], revoke: [] },
  })
  const grantText = 'GRANT REPLICATION SLAVE ON *.* TO ?@?'
  const table: readonly [string, AccountDrift['verb'], Partial<WantedAccount>, string[]][] = [
    ['5.6.24-log', 'create', {}, ['GRANT USAGE ON *.* TO ?@? IDENTIFIED BY ? REQUIRE SSL', grantText]],
    ['5.6.24-log', 'alter', {}, ['GRANT USAGE ON *.* TO ?@? IDENTIFIED BY ? REQUIRE SSL', grantText]],
    ['5.7.44', 'create', {}, ['CREATE USER ?@? IDENTIFIED BY ? REQUIRE SSL', grantText]],
    ['8.0.36-28', 'alter', { requireSsl: false }, ['ALTER USER ?@? IDENTIFIED BY ? REQUIRE NONE', grantText]],
    [
      '9.7.4-2',
      'create',
      { plugin: 'caching_sha2_password' },
      ['CREATE USER ?@? IDENTIFIED WITH caching_sha2_password BY ? REQUIRE SSL', grantText],
    ],
    [
      '10.11.19-MariaDB',
      'create',
      { plugin: 'ed25519' },
      ['CREATE USER ?@? IDENTIFIED VIA ed25519 USING PASSWORD(?) REQUIRE SSL', grantText],
    ],
    ['9.7.4-2', 'keep', {}, [grantText]],
    ['9.7.4-2', 'drop', {}, ['DROP USER ?@?']],
  ]
  for (const [version, verb, change, expected] of table)
    test(`${version}: ${verb}`, () => {
      const statements = accountStatements({ ...repl, ...change }, drift(version, verb))
      assert.deepEqual(
        statements.map(({ text }) => text),
        expected,
      )
    })

  test('names that could end a statement are refused', () => {
    const odd = { ...drift('9.7.4', 'keep'), grant: [{ on: '*.*', names: ['SELECT ON *.* TO x; --'] }] }
    assert.throws(() => accountStatements(repl, odd), TypeError)
    assert.throws(() => accountStatements({ ...repl, plugin: 'x BY 1' }, drift('9.7.4', 'create')), TypeError)
  })
})
