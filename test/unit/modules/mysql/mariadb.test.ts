import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { mysqlQuery } from '../../../../modules/mysql/query.ts'
import { mysqlUser, type MysqlUserParams } from '../../../../modules/mysql/user.ts'
import { mysqlVariable } from '../../../../modules/mysql/variable.ts'
import { userSchemas } from '../../../../modules/pair/survey.ts'
import { Secret } from '../../../../src/values/secret.ts'
import { sql, type MysqlLogin } from '../../../../src/values/sql.ts'
import { converge, lookOnly, type Target, thisMachine } from '../harness.ts'
import { canRunMariadb, startMariadb, type TestServer } from './mariadb.ts'
import { sqlRunner } from './sql-runner.ts'

describe('mysql modules on a MariaDB', { skip: !canRunMariadb }, () => {
  let server: TestServer
  let host: Target
  let login: MysqlLogin
  const sessions = sqlRunner()

  before(async () => {
    server = await startMariadb()
    login = server.login
    host = thisMachine(sessions.run)
  })
  after(async () => {
    await sessions.close()
    await server.stop()
  })

  const secret = (value: string) => new Secret(value, 'a password')
  async function changesOnce(params: Omit<MysqlUserParams, 'login'>, because: RegExp): Promise<void> {
    const step = mysqlUser('an account', { login, ...params })
    const first = await converge(host, step)
    assert.equal(first.changed, true)
    assert.match(first.because, because)
    const again = await converge(host, step)
    assert.equal(again.changed, false, again.because)
  }

  test('an account of the host itself: its password is proven by logging in', async () => {
    const agent = {
      name: 'agent',
      host: 'localhost',
      password: secret('one'),
      privileges: { '*.*': ['PROCESS'] },
    }
    await changesOnce(agent, /there is no account 'agent'@'localhost'/)
    await changesOnce({ ...agent, password: secret("t'wo\\") }, /has another password$/)
    await changesOnce(
      {
        ...agent,
        password: secret("t'wo\\"),
        privileges: { '*.*': ['REPLICATION CLIENT', 'RELOAD'], 'a.*': ['SELECT'] },
      },
      /lacks REPLICATION CLIENT, RELOAD on \*\.\*; lacks SELECT on a\.\*; has too much: PROCESS on \*\.\*$/,
    )
    const kept = mysqlUser('kept', {
      login,
      ...agent,
      privileges: { 'a.*': ['SELECT'], '*.*': ['BINLOG MONITOR', 'RELOAD'] },
    })
    assert.match((await lookOnly(host, kept)).because, /has another password$/)
  })

  test('an account of another host: its password is compared as a hash', async () => {
    const repl = {
      name: 'repl',
      host: '10.0.0.2',
      password: secret('one'),
      requireSsl: true,
      privileges: { '*.*': ['REPLICATION SLAVE'] },
    }
    await changesOnce(repl, /there is no account/)
    await changesOnce({ ...repl, password: secret('two') }, /has another password$/)
    await changesOnce({ ...repl, password: secret('two'), requireSsl: false }, /requires TLS, should not$/)
    await changesOnce({ name: 'repl', host: '10.0.0.2', state: 'absent' }, /exists$/)
  })

  test('every privilege that MariaDB shows under another name', async () => {
    const names = [
      ...[
        'READ_ONLY ADMIN',
        'REPLICATION SLAVE ADMIN',
        'REPLICATION MASTER ADMIN',
        'BINLOG ADMIN',
        'BINLOG MONITOR',
      ],
      ...['REPLICA MONITOR', 'CONNECTION ADMIN', 'PROCESS', 'RELOAD', 'SUPER', 'REPLICATION REPLICA'],
    ]
    const privileges = {
      '*.*': names,
      'mysqlha.*': ['SELECT', 'GRANT OPTION'],
      'mysql.db': ['INSERT', 'UPDATE'],
    }
    await changesOnce({ name: 'all', host: '%', password: secret('x'), privileges }, /there is no account/)
    await changesOnce({ name: 'all', host: '%', privileges: { '*.*': ['USAGE'] } }, /has too much/)
  })

  test('an account without a password, by the socket', async () => {
    await changesOnce({ name: 'mysql', host: 'localhost', plugin: 'unix_socket' }, /there is no account/)
  })

  test('variables: units and truths', async () => {
    const set = (name: string, value: string | number | boolean) =>
      mysqlVariable('set', { login, name, value })
    for (const [name, value] of [
      ['max_connections', 321],
      ['max_allowed_packet', '32M'],
      ['event_scheduler', true],
      ['binlog_format', 'row'],
    ] as const) {
      const first = await converge(host, set(name, value))
      assert.match(first.because, new RegExp(`^${name} is .*${value}`))
      assert.equal((await converge(host, set(name, value))).changed, false)
    }
    const unknown = await lookOnly(host, set('no_such_thing', 1))
    assert.deepEqual(unknown, { kind: 'cannotTell', because: 'this server has no variable no_such_thing' })
  })

  test('a query whose answer proves the statements', async () => {
    const made = mysqlQuery('a table', {
      login,
      ifNot: sql`SELECT COUNT(*) FROM made.here`,
      statements: [
        sql`CREATE DATABASE IF NOT EXISTS made`,
        sql`CREATE TABLE IF NOT EXISTS made.here (id INT PRIMARY KEY)`,
        sql`INSERT IGNORE INTO made.here VALUES (${1})`,
      ],
      sqlLogBin: false,
    })
    assert.equal((await converge(host, made)).changed, true)
    assert.equal((await converge(host, made)).changed, false)
    assert.deepEqual(await host.rows(login, sql`SELECT @@SESSION.sql_log_bin AS b`), [{ b: 1 }])
  })

  test('the schema test of an old installation is a user’s once there is a table in it', async () => {
    const listed = async () =>
      (await host.rows(login, userSchemas)).map(({ name }) => String(name)).filter((name) => name !== 'made')
    await host.rows(login, sql`CREATE DATABASE IF NOT EXISTS test`)
    assert.deepEqual(await listed(), [])
    await host.rows(login, sql`CREATE TABLE test.orders (id INT PRIMARY KEY)`)
    assert.deepEqual(await listed(), ['test'])
  })

  test('no server: nothing can be told', async () => {
    const nobody = { ...login, unixSocket: '/nowhere/socket', user: 'nobody' }
    const finding = await lookOnly(
      host,
      mysqlVariable('set', { login: nobody, name: 'max_connections', value: 1 }),
    )
    assert.equal(finding.kind, 'cannotTell')
    assert.match(finding.because, /^variable max_connections: no server answers at \/nowhere\/socket \(/)
  })
})
