import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { mysqlUser, type MysqlUserParams } from '../../../../modules/mysql/user.ts'
import type { SqlResult } from '../../../../src/values/probe.ts'
import { Secret } from '../../../../src/values/secret.ts'

const password = new Secret('canary', 'a password')
const login = { unixSocket: '/run/mysqld/mysqld.sock', user: 'root', password }
const repl: MysqlUserParams = {
  ...{ login, name: 'repl', host: '10.0.0.2', password, requireSsl: true },
  privileges: { '*.*': ['REPLICATION SLAVE'] },
}
const here: MysqlUserParams = { login, name: 'agent', host: 'localhost', password }

const rows = (...list: readonly Record<string, unknown>[]): SqlResult => ({ rows: list, timedOut: false })
const error = (number: number): SqlResult => ({
  rows: [],
  error: { number, message: 'said' },
  timedOut: false,
})
const present = {
  version: '9.7.4-2',
  versionComment: '(Debian)',
  present: 1,
  plugin: 'caching_sha2_password',
  tls: 'ANY',
}
const start = Buffer.from('$A$005$abcdefghijklmnopqrst').toString('hex')
const granted = rows({ object: '*.*', privilege: 'REPLICATION SLAVE', grantable: 'NO' })

type Results = Parameters<typeof mysqlUser.module.judge>[0]

const cases: readonly [string, MysqlUserParams, Results, string, RegExp | undefined][] = [
  [
    'no server',
    repl,
    { account: error(0), privileges: error(0) },
    'cannotTell',
    /no server answers at \/run\/mysqld/,
  ],
  [
    'may not look',
    repl,
    { account: error(1142), privileges: error(1142) },
    'cannotTell',
    /asked as root: said \(error 1142\)$/,
  ],
  [
    'missing',
    repl,
    { account: rows({ ...present, present: 0 }), privileges: rows() },
    'differs',
    /there is no account 'repl'@'10\.0\.0\.2'/,
  ],
  [
    'asks what is stored',
    repl,
    { account: rows({ ...present, cachingSha2StartHex: start }), privileges: granted },
    'ask',
    undefined,
  ],
  [
    'stored as wanted',
    repl,
    {
      account: rows({ ...present, cachingSha2StartHex: start }),
      privileges: granted,
      stored: rows({ same: 1 }),
    },
    'ok',
    /is right$/,
  ],
  [
    'stored otherwise',
    repl,
    {
      account: rows({ ...present, cachingSha2StartHex: start }),
      privileges: granted,
      stored: rows({ same: 0 }),
    },
    'differs',
    /has another password$/,
  ],
  [
    'left alone on demand',
    { ...repl, updatePassword: 'onCreate' },
    { account: rows({ ...present, cachingSha2StartHex: start }), privileges: granted },
    'ok',
    /is right$/,
  ],
  [
    'native, as wanted',
    repl,
    { account: rows({ ...present, plugin: 'mysql_native_password', nativeMatches: 1 }), privileges: granted },
    'ok',
    /is right$/,
  ],
  [
    'native, other',
    repl,
    { account: rows({ ...present, plugin: 'mysql_native_password', nativeMatches: 0 }), privileges: granted },
    'differs',
    /another password/,
  ],
  [
    'cannot be compared',
    repl,
    { account: rows({ ...present, plugin: 'ed25519' }), privileges: granted },
    'ok',
    /what ed25519 stores cannot be compared$/,
  ],
  [
    'TLS and privileges',
    repl,
    {
      account: rows({ ...present, plugin: 'ed25519', tls: '' }),
      privileges: rows({ object: 'a.*', privilege: 'SELECT', grantable: 'NO' }),
    },
    'differs',
    /does not require TLS, should; lacks REPLICATION SLAVE on \*\.\*; has too much: SELECT on a\.\*$/,
  ],
  [
    'logged in',
    here,
    { account: rows(present), privileges: rows(), login: rows({ user: 'agent' }) },
    'ok',
    /is right$/,
  ],
  [
    'login denied',
    here,
    { account: rows(present), privileges: rows(), login: error(1045) },
    'differs',
    /has another password$/,
  ],
  [
    'too many connections',
    here,
    { account: rows(present), privileges: rows(), login: error(1040) },
    'cannotTell',
    /password of 'agent'@'localhost'/,
  ],
  [
    'to be dropped',
    { ...here, state: 'absent' },
    { account: rows(present), privileges: rows() },
    'differs',
    /exists$/,
  ],
  [
    'no password to make it with',
    { login, name: 'x', host: '%' },
    { account: rows({ present: 0 }), privileges: rows() },
    'cannotTell',
    /needs a password/,
  ],
]

describe('mysqlUser: results in, finding out', () => {
  for (const [title, params, results, kind, because] of cases)
    test(title, () => {
      const finding = mysqlUser.module.judge(results, params, undefined)
      assert.equal(finding.kind, kind)
      if (because) assert.match('because' in finding ? finding.because : '', because)
      assert.doesNotMatch(JSON.stringify(finding), /canary/)
    })
})
