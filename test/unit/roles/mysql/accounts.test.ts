import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { agentGrants, replicationGrants } from '../../../../roles/mysql/accounts/privileges.ts'
import {
  bootstrapStatements,
  hardeningQuery,
  type Account,
} from '../../../../roles/mysql/accounts/statements.ts'
import { bootstrapScript } from '../../../../roles/mysql/accounts/bootstrap-script.ts'
import { accountsDigest } from '../../../../roles/mysql/accounts/needed.ts'
import { Secret } from '../../../../src/values/secret.ts'
import { contextFor, series } from './contexts.ts'

const account = (changes: Partial<Account> = {}): Account => ({
  user: 'repl',
  host: '10.0.0.2',
  password: new Secret('pw', 'p'),
  requireTls: true,
  grants: [{ privileges: ['REPLICATION SLAVE'], on: '*.*' }],
  ...changes,
})

function statementsOf(version: string, one = account()): string[] {
  return bootstrapStatements([one], contextFor(version).can).filter((text) => text.includes('10.0.0.2'))
}

const modern = [
  "CREATE USER IF NOT EXISTS 'repl'@'10.0.0.2' IDENTIFIED BY 'pw'",
  "ALTER USER 'repl'@'10.0.0.2' IDENTIFIED BY 'pw' REQUIRE SSL PASSWORD EXPIRE NEVER",
  "GRANT REPLICATION SLAVE ON *.* TO 'repl'@'10.0.0.2'",
]

describe('the statements of an account', () => {
  for (const [name, version] of Object.entries(series))
    test(name, () => {
      const expected =
        name === '5.6'
          ? ["GRANT USAGE ON *.* TO 'repl'@'10.0.0.2' IDENTIFIED BY 'pw' REQUIRE SSL", modern[2]]
          : modern
      assert.deepEqual(statementsOf(version), expected)
    })
})

test('every session first keeps away from the binary log, then loads the grant tables', () => {
  for (const version of Object.values(series)) {
    const [first, , third] = bootstrapStatements([account()], contextFor(version).can)
    assert.equal(first, 'SET SESSION sql_log_bin=0')
    assert.equal(third, 'FLUSH PRIVILEGES')
  }
})

const grantsOf = (version: string) => {
  const { version: parsed, can } = contextFor(version)
  return agentGrants(parsed, can)[0]?.privileges ?? []
}

describe('what the agent may do on the server', () => {
  const table: readonly { version: string; has: readonly string[]; lacks: readonly string[] }[] = [
    {
      version: '5.6.46',
      has: ['SUPER', 'REPLICATION SLAVE'],
      lacks: ['CONNECTION_ADMIN', 'READ_ONLY ADMIN'],
    },
    { version: '5.7.44', has: ['SUPER'], lacks: ['CLONE_ADMIN'] },
    { version: '8.0.11', has: ['SYSTEM_VARIABLES_ADMIN'], lacks: ['SUPER', 'CLONE_ADMIN', 'SYSTEM_USER'] },
    { version: '8.4.6', has: ['CONNECTION_ADMIN', 'CLONE_ADMIN', 'SYSTEM_USER'], lacks: ['SUPER'] },
    {
      version: '10.11.19-MariaDB',
      has: ['READ_ONLY ADMIN', 'REPLICATION SLAVE ADMIN'],
      lacks: ['CLONE_ADMIN'],
    },
  ]
  for (const { version, has, lacks } of table)
    test(version, () => {
      const granted = grantsOf(version)
      assert.deepEqual(
        has.filter((one) => !granted.includes(one)),
        [],
      )
      assert.deepEqual(
        lacks.filter((one) => granted.includes(one)),
        [],
      )
    })
})

test('the replication account may be the donor of a clone where there is one', () => {
  const may = (version: string) => replicationGrants(contextFor(version).can)[0]?.privileges
  assert.deepEqual(may('9.7.4'), ['REPLICATION SLAVE', 'BACKUP_ADMIN'])
  assert.deepEqual(may('5.7.44'), ['REPLICATION SLAVE'])
  assert.deepEqual(may('11.8.6-MariaDB'), ['REPLICATION SLAVE'])
})

describe('removing unsafe accounts', () => {
  for (const [name, version] of Object.entries(series))
    test(`${name}: account by account, never a system account or one of ours`, () => {
      const context = contextFor(version)
      const text = hardeningQuery(context.version, context.can, [account()])
      assert.match(text, /DROP USER/)
      assert.doesNotMatch(text, /DELETE FROM mysql\.user/i)
      for (const kept of ['mysql.sys', 'mysql.session', 'mysql.infoschema', 'mariadb.sys', 'repl@10.0.0.2'])
        assert.ok(text.includes(`'${kept}'`), kept)
      assert.equal(text.includes("Password=''"), /^5\.6|MariaDB/.test(version))
    })
})

const password = fc.string({ minLength: 12, unit: fc.constantFrom(...'aZ09\'"\\`$;&|<> ') })

test('no password stands in the script, in the digest or in what the command shows', () => {
  fc.assert(
    fc.property(password, (text) => {
      const accounts = [account({ password: new Secret(text, 'p') })]
      const command = bootstrapScript({
        server: '/s',
        clientOptions: [],
        client: '/c',
        configFile: '/etc/my.cnf',
        datadir: '/d',
        options: [],
        query: 'SELECT 1',
        statements: bootstrapStatements(accounts, contextFor('9.7.4').can),
        evidence: accountsDigest(accounts),
      })
      assert.ok(command.stdin instanceof Secret)
      assert.ok(!command.script.includes(text) && !String(command).includes(text))
      assert.equal(accountsDigest(accounts), accountsDigest([account()]))
    }),
  )
})
