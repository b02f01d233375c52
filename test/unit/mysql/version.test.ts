import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { capabilitiesOf } from '../../../src/mysql/capabilities.ts'
import type { Capability } from '../../../src/mysql/capabilities.ts'
import {
  parseServerBanner,
  parseServerVersion,
  seriesOf,
  UnknownVersionError,
} from '../../../src/mysql/version.ts'

describe('server versions', () => {
  const real: [text: string, comment: string, flavour: string, number: string][] = [
    ['5.6.24-log', 'MySQL Community Server (GPL)', 'mysql', '5.6.24'],
    ['9.7.4-2', '(Debian)', 'mysql', '9.7.4'],
    ['8.0.36-28', 'Percona Server (GPL), Release 28, Revision 47601f19', 'percona', '8.0.36'],
    ['10.11.19-MariaDB-0+deb12u1-log', 'Debian 12', 'mariadb', '10.11.19'],
    ['11.8.6-MariaDB-0+deb13u1 from Debian-log', '-- Please help get to 10k stars', 'mariadb', '11.8.6'],
    ['5.5.5-10.6.4-MariaDB', '', 'mariadb', '10.6.4'],
  ]
  for (const [text, comment, flavour, number] of real) {
    test(`rule 10: ${text} is ${flavour} ${number}, its suffix taken off`, () => {
      assert.deepEqual(parseServerVersion(text, comment), { flavour, number, text })
    })
  }

  test('the banner of mysqld --version', () => {
    const mysql = parseServerBanner('/usr/sbin/mysqld  Ver 9.7.4-2 for Linux on x86_64 ((Debian))')
    assert.equal(mysql.number, '9.7.4')
    assert.equal(seriesOf(mysql), '9.7')
    const mariadb = parseServerBanner(
      'mariadbd  Ver 10.11.19-MariaDB-0+deb12u1 for debian-linux-gnu on x86_64 (Debian 12)',
    )
    assert.deepEqual([mariadb.flavour, mariadb.number], ['mariadb', '10.11.19'])
  })

  test('anything else is refused', () => {
    for (const text of ['', 'mysql', '8.0'])
      assert.throws(() => parseServerVersion(text), UnknownVersionError)
  })
})

describe('capabilities', () => {
  const expected: [version: string, has: Capability[], lacks: Capability[]][] = [
    [
      '5.6.24-log',
      ['slaveStatements', 'grantCreatesUsers', 'expireLogsDays', 'logWarnings'],
      ['superReadOnly', 'replicaStatements', 'clonePlugin', 'semisyncWaitPoint', 'innodbUpdateTime'],
    ],
    [
      '5.7.44',
      ['superReadOnly', 'initializeOption', 'slaveStatements', 'alterUserIdentifiedBy', 'innodbUpdateTime'],
      ['replicaStatements', 'semisyncSourceNames', 'clonePlugin'],
    ],
    [
      '8.0.36-28',
      [
        'clonePlugin',
        'replicaStatements',
        'changeReplicationSource',
        'semisyncSourceNames',
        'slaveStatements',
      ],
      ['grantCreatesUsers', 'showBinaryLogStatus', 'queryCache'],
    ],
    [
      '8.4.3',
      ['showBinaryLogStatus', 'nativePassword', 'clonePlugin'],
      ['slaveStatements', 'expireLogsDays', 'infoRepositories'],
    ],
    [
      '9.7.4-2',
      ['showBinaryLogStatus', 'semisyncSourceNames', 'sourceColumns'],
      ['nativePassword', 'waitUntilSqlThreadAfterGtids'],
    ],
    [
      '10.11.19-MariaDB',
      ['replicaStatements', 'demoteToSlave', 'grantCreatesUsers', 'innodbUpdateTime'],
      ['superReadOnly', 'sourceColumns', 'uuidGtids', 'semisyncPlugins', 'clonePlugin'],
    ],
    ['10.6.4-MariaDB', ['replicaStatements'], ['demoteToSlave', 'transactionIsolationVariable']],
    ['99.0.0', [], ['superReadOnly', 'replicaStatements', 'uuidGtids']],
  ]
  for (const [version, has, lacks] of expected) {
    test(`of ${version}`, () => {
      const can = capabilitiesOf(parseServerVersion(version))
      assert.deepEqual(
        has.filter((name) => !can[name]),
        [],
      )
      assert.deepEqual(
        lacks.filter((name) => can[name]),
        [],
      )
    })
  }
})
