import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { capabilitiesOf } from '../../../src/mysql/capabilities.ts'
import { changeSource } from '../../../src/mysql/change-source.ts'
import { quoteIdentifier, quoteString, UnquotableError } from '../../../src/mysql/quote.ts'
import { replicaStatusOf } from '../../../src/mysql/replica-status.ts'
import { semisyncNames, setSemisyncSource } from '../../../src/mysql/semisync.ts'
import {
  closeWrites,
  openWrites,
  resetBinaryLogs,
  showBinaryLogStatus,
  showReplicaStatus,
  startReplica,
  stopReplica,
} from '../../../src/mysql/statements.ts'
import { parseServerVersion } from '../../../src/mysql/version.ts'

const can = (version: string) => capabilitiesOf(parseServerVersion(version))
const source = {
  host: '10.0.0.2',
  port: 3306,
  user: 'repl',
  password: "p'w\\d",
  heartbeatSeconds: 2,
  connectRetrySeconds: 1,
  retryCount: 86400,
  wasPrimary: true,
}
const texts = (statements: { text: string }[]) => statements.map(({ text }) => text)

describe('replication statements by capability', () => {
  const words: [version: string, start: string, status: string, log: string][] = [
    ['5.6.24', 'START SLAVE SQL_THREAD', 'SHOW SLAVE STATUS', 'SHOW MASTER STATUS'],
    ['8.0.22', 'START REPLICA SQL_THREAD', 'SHOW REPLICA STATUS', 'SHOW MASTER STATUS'],
    ['9.7.4', 'START REPLICA SQL_THREAD', 'SHOW REPLICA STATUS', 'SHOW BINARY LOG STATUS'],
    ['10.11.19-MariaDB', 'START REPLICA SQL_THREAD', 'SHOW REPLICA STATUS', 'SHOW MASTER STATUS'],
  ]
  for (const [version, start, status, log] of words) {
    test(`words of ${version}`, () => {
      assert.equal(startReplica(can(version), 'SQL_THREAD').text, start)
      assert.equal(showReplicaStatus(can(version)).text, status)
      assert.equal(showBinaryLogStatus(can(version)).text, log)
      assert.equal(stopReplica(can(version)).text, start.replace('START', 'STOP').replace(' SQL_THREAD', ''))
    })
  }

  test('rule 7: closing is bounded, and super_read_only is used where it exists', () => {
    assert.deepEqual(texts(closeWrites(can('9.7.4'))), [
      'SET SESSION lock_wait_timeout=1',
      'SET GLOBAL super_read_only=1',
    ])
    assert.deepEqual(texts(closeWrites(can('10.11.19-MariaDB'))).at(-1), 'SET GLOBAL read_only=1')
    assert.deepEqual(texts(openWrites(can('5.6.24'))), ['SET GLOBAL read_only=0'])
    assert.equal(texts(resetBinaryLogs(can('10.11.19-MariaDB'))).length, 2)
  })

  test('the source is joined by GTID and over TLS, the password masked when shown', () => {
    const [change] = changeSource(can('9.7.4'), source)
    assert.equal(
      change?.text,
      "CHANGE REPLICATION SOURCE TO SOURCE_HOST='10.0.0.2', SOURCE_PORT=3306, SOURCE_USER='repl', SOURCE_PASSWORD='p''w\\\\d', " +
        'SOURCE_CONNECT_RETRY=1, SOURCE_HEARTBEAT_PERIOD=2, SOURCE_SSL=1, SOURCE_RETRY_COUNT=86400, SOURCE_AUTO_POSITION=1',
    )
    assert.match(change?.shown ?? '', /SOURCE_PASSWORD=\[secret\]/)
    assert.doesNotMatch(change?.shown ?? '', /p''w/)
    assert.match(
      changeSource(can('5.7.44'), source)[0]?.text ?? '',
      /^CHANGE MASTER TO MASTER_HOST=.*MASTER_AUTO_POSITION=1$/,
    )
  })

  test('MariaDB: a former primary brings its own position along', () => {
    const demoted = changeSource(can('10.11.19-MariaDB'), source)
    assert.equal(demoted.length, 1)
    assert.match(demoted[0]?.text ?? '', /MASTER_USE_GTID=slave_pos, MASTER_DEMOTE_TO_SLAVE=1$/)
    assert.match(changeSource(can('10.6.4-MariaDB'), source)[0]?.text ?? '', /^SET GLOBAL gtid_slave_pos/)
    assert.doesNotMatch(
      changeSource(can('10.11.19-MariaDB'), { ...source, wasPrimary: false })[0]?.text ?? '',
      /DEMOTE/,
    )
  })

  test('semi-sync by its names', () => {
    assert.equal(semisyncNames(can('8.4.3')).variables.sourceEnabled, 'rpl_semi_sync_source_enabled')
    assert.deepEqual(semisyncNames(can('5.6.24')).plugins?.replica, {
      name: 'rpl_semi_sync_slave',
      file: 'semisync_slave.so',
    })
    assert.equal(semisyncNames(can('5.6.24')).variables.waitPoint, null)
    assert.equal(semisyncNames(can('11.8.6-MariaDB')).plugins, null)
    assert.deepEqual(texts(setSemisyncSource(can('9.7.4'), true, 1000)), [
      'SET GLOBAL rpl_semi_sync_source_timeout=1000',
      'SET GLOBAL rpl_semi_sync_source_enabled=1',
    ])
  })
})

describe('quoting', () => {
  test('a quoted value ends where it should, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        if ([...value].some((one) => one < ' ' || one === '\x7f'))
          return assert.throws(() => quoteString(value), UnquotableError)
        const quoted = quoteString(value)
        assert.equal(
          /^'((?:''|\\\\|[^'\\])*)'$/su.exec(quoted)?.[1]?.replaceAll("''", "'").replaceAll('\\\\', '\\'),
          value,
        )
      }),
    )
  })

  test('a name may have anything in it', () => {
    assert.equal(quoteIdentifier('mysqlha'), '`mysqlha`')
    assert.equal(quoteIdentifier('a`b;'), '`a``b;`')
  })
})

describe('replica status', () => {
  test('old and new names give the same', () => {
    const row = { Host: 'h', Port: 3306, IO_Running: 'Connecting', SQL_Running: 'Yes' }
    const named = (sourceWord: string, replicaWord: string) => ({
      [`${sourceWord}_Host`]: 'h',
      [`${sourceWord}_Port`]: 3306,
      [`${sourceWord}_UUID`]: 'u',
      [`${replicaWord}_IO_Running`]: row.IO_Running,
      [`${replicaWord}_SQL_Running`]: row.SQL_Running,
      [`Seconds_Behind_${sourceWord}`]: null,
      Retrieved_Gtid_Set: 'u:1-3,\nv:1',
      Auto_Position: 1,
      Last_IO_Errno: 2003,
      Last_IO_Error: 'gone',
      Last_SQL_Errno: 0,
      Last_SQL_Error: '',
      [`${sourceWord}_SSL_Allowed`]: 'Yes',
    })
    const status = replicaStatusOf(named('Source', 'Replica'))
    assert.deepEqual(status, replicaStatusOf(named('Master', 'Slave')))
    assert.deepEqual(status, {
      sourceHost: 'h',
      sourcePort: 3306,
      sourceUuid: 'u',
      ioRunning: 'Connecting',
      sqlRunning: true,
      ioErrno: 2003,
      ioError: 'gone',
      sqlErrno: 0,
      sqlError: '',
      lagSeconds: null,
      received: 'u:1-3,v:1',
      autoPosition: true,
      tls: true,
    })
  })

  test('MariaDB: the position is found by Using_Gtid', () => {
    const status = replicaStatusOf({
      Master_Host: 'h',
      Using_Gtid: 'Slave_Pos',
      Gtid_IO_Pos: '0-1-5',
      Slave_IO_Running: 'Yes',
      Slave_SQL_Running: 'No',
    })
    assert.deepEqual(
      [status.autoPosition, status.received, status.ioRunning, status.sqlRunning],
      [true, '0-1-5', 'Yes', false],
    )
  })
})
