import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { checkMysql } from '../../../../roles/mysql/check.ts'
import { mysqlVariables, serverIdOf } from '../../../../roles/mysql/variables.ts'
import type { MysqlVariables } from '../../../../roles/mysql/variables.ts'
import type { RoleHost } from '../../../../src/plan/role.ts'

const sha256 = 'a'.repeat(64)
const good = { mysql_version: '8.4.6', mysql_tarball: { path: 'mysql.tar.xz', sha256 } }

function problems(first: Record<string, unknown>, second = first, address = '10.0.0.2'): string[] {
  const make = (
    name: string,
    at: string,
    vars: Record<string, unknown>,
    position: number,
  ): RoleHost<MysqlVariables> => ({
    name,
    address: at,
    vars: mysqlVariables.parse({ ...good, ...vars }),
    groups: [],
    others: [],
    position,
  })
  const hosts = [make('node1', '10.0.0.1', first, 0), make('node2', address, second, 1)]
  return checkMysql(hosts).map(({ host, variable, message }) => `${host} ${variable}: ${message}`)
}

test('two plain hosts are right, and their server ids differ', () => {
  assert.deepEqual(problems({}), [])
  assert.equal(serverIdOf('192.168.14.128'), 3232239232)
  assert.equal(serverIdOf('node1.example'), undefined)
})

describe('what is wrong between variables and hosts', () => {
  const table: readonly [
    what: string,
    first: Record<string, unknown>,
    second: Record<string, unknown>,
    message: RegExp,
  ][] = [
    [
      'equal server ids',
      { mysql_server_id: 7 },
      { mysql_server_id: 7 },
      /^node2 mysql_server_id: is 7, as on node1/,
    ],
    [
      'a release nobody knows',
      { mysql_version: '5.5.62' },
      { mysql_version: '5.5.62' },
      /not among the releases/,
    ],
    ['no tarball', { mysql_tarball: undefined }, {}, /^node1 mysql_tarball: is needed/],
    [
      'two versions',
      {},
      { mysql_version: '8.4.5' },
      /^node2 mysql_version: is 8\.4\.5, and 8\.4\.6 on node1/,
    ],
    [
      'our own setting',
      { mysql_extra_settings: { 'Sync-Binlog': 0 } },
      {},
      /Sync-Binlog is set by this tool/,
    ],
    [
      'our own plugin setting',
      { mysql_extra_settings: { rpl_semi_sync_source_enabled: 1 } },
      {},
      /set by this tool/,
    ],
  ]
  for (const [what, first, second, message] of table)
    test(what, () => {
      const found = problems(first, second)
      assert.match(found.join('\n'), message)
    })
  test('no address to make a server id from', () => {
    assert.match(problems({}, {}, 'db2.example').join(), /node2 mysql_server_id: is needed/)
  })
})

describe('values that are not well-formed', () => {
  const table: readonly [string, unknown][] = [
    ['mysql_datadir', 'data'],
    ['mysql_datadir', '/a b'],
    ['mysql_socket', '/tmp/mysql3306.sock'],
    ['mysql_version', 'latest'],
    ['mysql_tarball', { path: 'x' }],
    ['mysql_tarball', { path: 'x', sha256: 'beef' }],
    ['mysql_port', '3306'],
    ['mysql_extra_settings', { 'a b': 1 }],
    ['mysql_extra_settings', { a: 'x\n[mysqld]\nskip-grant-tables' }],
  ]
  for (const [variable, value] of table)
    test(`${variable} ${JSON.stringify(value)}`, () => {
      assert.equal(mysqlVariables.safeParse({ ...good, [variable]: value }).success, false)
    })
})
