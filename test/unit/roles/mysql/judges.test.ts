import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { serverAccounts } from '../../../../roles/mysql/accounts/accounts.ts'
import { accountsDigest } from '../../../../roles/mysql/accounts/needed.ts'
import { serverLayout } from '../../../../roles/mysql/layout.ts'
import { roomForData } from '../../../../roles/mysql/room.ts'
import { currentConfiguration } from '../../../../roles/mysql/server/current.ts'
import { nothingOverrides } from '../../../../roles/mysql/server/overrides.ts'
import { gibibyte } from '../../../../roles/mysql/settings/setting.ts'
import type { FileResult, ShellResult, SqlResult } from '../../../../src/values/probe.ts'
import { Secret } from '../../../../src/values/secret.ts'
import { contextFor } from './contexts.ts'

const said = (stdout: string, exitCode = 0): ShellResult => ({
  exitCode,
  stdout,
  stderr: '',
  timedOut: false,
  truncated: false,
})

const absent: FileResult = { exists: false }

const holding = (text: string): FileResult => ({
  exists: true,
  type: 'file',
  mode: '0644',
  owner: 'root',
  group: 'root',
  sizeBytes: text.length,
  inode: 1,
  modifiedSeconds: 0,
  changedSeconds: 0,
  content: Buffer.from(text),
})

const rows = (...values: SqlResult['rows']): SqlResult => ({ rows: values, timedOut: false })
const failing = (number: number): SqlResult => ({
  rows: [],
  error: { number, message: 'no' },
  timedOut: false,
})

const login = {
  unixSocket: '/run/mysqld/mysqld.sock',
  user: 'root',
  password: new Secret('x', 'root_password'),
}
const { version } = contextFor('9.7.4')
const layout = {
  server: '/b/bin/mysqld',
  client: '/b/bin/mysql',
  pluginDirectory: '',
  messagesDirectory: '',
  semisync: true,
  notifies: true,
  openFiles: 65535,
}

describe('the server that runs here', () => {
  const look = (changes: Record<string, string>) => {
    const found = {
      server: '/b/bin/mysqld',
      client: '/b/bin/mysql',
      plugins: '/b/lib/mysql/plugin',
      messages: '/b/share/mysql',
      notifies: 'yes',
      limit: '20000',
      most: '1048576',
      capabilities: '00000000fcecbfff',
      missing: '',
      banner: '/b/bin/mysqld  Ver 9.7.4-2 for Linux on x86_64 ((Debian))',
      ...changes,
    }
    const stdout = Object.entries(found).map(([key, value]) => `${key}=${value}\n`)
    return serverLayout.module.judge(
      { look: said(stdout.join('')) },
      { basedir: '/b', version, anyPatch: false },
      undefined,
    )
  }
  const openFiles = (changes: Record<string, string>) => {
    const finding = look(changes)
    return finding.kind === 'ok'
      ? (JSON.parse(finding.value ?? '{}') as { openFiles?: number }).openFiles
      : undefined
  }
  const wrong: readonly [what: string, changes: Record<string, string>, kind: string, message: RegExp][] = [
    ['not there', { server: '' }, 'cannotTell', /no server below \/b yet/],
    ['no client', { client: '' }, 'differs', /without its client/],
    ['a library is missing', { missing: 'libaio.so.1 ' }, 'differs', /libraries libaio\.so\.1: name/],
    [
      'another release',
      { banner: 'mysqld  Ver 9.7.5 for Linux' },
      'differs',
      /is MySQL 9\.7\.5, .* MySQL 9\.7\.4/,
    ],
    ['another family', { banner: 'x  Ver 9.7.4-MariaDB for Linux' }, 'differs', /is MariaDB/],
    [
      'too new for the host',
      { banner: 'version GLIBC_2.38 not found' },
      'differs',
      /does not run here: .*GLIBC/,
    ],
  ]
  for (const [what, changes, kind, message] of wrong)
    test(what, () => {
      const finding = look(changes)
      assert.equal(finding.kind, kind)
      assert.match('because' in finding ? finding.because : '', message)
    })
  test('open files: a container that may not raise its limit, and a machine that may', () => {
    assert.equal(openFiles({}), 20000)
    assert.equal(openFiles({ capabilities: '000001ffffffffff' }), 65535)
    assert.equal(openFiles({ capabilities: '', limit: 'unlimited' }), 65535)
  })
})

describe('the accounts', () => {
  const accounts = [{ user: 'root', host: 'localhost', password: login.password, requireTls: false }]
  const judge = (present: SqlResult, evidence: FileResult, agent = said('', 127)) =>
    serverAccounts.module.judge(
      { present, evidence, agent },
      { login, accounts, version, layout, configFile: '/c', datadir: '/d' },
      undefined,
    ).kind
  const table: readonly [what: string, present: SqlResult, evidence: FileResult, kind: string][] = [
    ['the server has them', rows({ user: 'root', host: 'localhost' }), absent, 'ok'],
    ['the server lacks one', rows(), absent, 'differs'],
    ['the server refuses our password', failing(1045), holding(accountsDigest(accounts)), 'cannotTell'],
    ['the server is full', failing(1040), absent, 'cannotTell'],
    ['it does not run, they were made', failing(0), holding(`${accountsDigest(accounts)}\n`), 'ok'],
    ['it does not run, others were made', failing(0), holding('other'), 'differs'],
    ['it does not run, nothing was made', failing(0), absent, 'differs'],
  ]
  for (const [what, present, evidence, kind] of table)
    test(what, () => assert.equal(judge(present, evidence), kind))
})

describe('the current configuration', () => {
  const now = '[mysqld]\nmax_connections = 900\nread_only = 1\n'
  const judge = (started: FileResult, variables?: SqlResult, startedUnit = holding('unit')) =>
    currentConfiguration.module.judge(
      {
        show: said('ActiveState=active\n'),
        startedConfig: started,
        config: holding(now),
        startedUnit,
        unit: holding('unit'),
        ...(variables && { variables }),
      },
      { login, configFile: '/etc/my.cnf' },
      undefined,
    )
  const shown = (value: string) => rows({ Variable_name: 'max_connections', Value: value })
  const before = holding('[mysqld]\nmax_connections = 1000\nread_only = 0\n')

  test('the same file', () => assert.equal(judge(holding(now)).kind, 'ok'))
  test('another comment', () => assert.equal(judge(holding(`# why\n${now}`)).kind, 'ok'))
  test('other values: the server is asked', () => assert.equal(judge(before).kind, 'ask'))
  test('set meanwhile; what the agent owns does not count', () =>
    assert.equal(judge(before, shown('900')).kind, 'ok'))
  test('not set yet', () => {
    const finding = judge(before, shown('1000'))
    assert.deepEqual(finding.kind === 'differs' && finding.drift, {
      set: [{ name: 'max_connections', value: '900' }],
      restartFor: [],
    })
  })
  test('an option without a variable, or one that went away, needs a restart', () => {
    const finding = judge(holding(`${now}skip_x = 1\n`), shown('900'))
    assert.deepEqual(finding.kind === 'differs' && finding.drift, { set: [], restartFor: ['skip_x'] })
  })
  test('another unit needs a restart', () => {
    assert.equal(judge(holding(now), undefined, holding('old unit')).kind, 'differs')
  })
  test('no note of what it was started with', () => assert.equal(judge(absent).kind, 'differs'))
})

describe('room for the data', () => {
  const judge = (age: string, freeKibibytes: number) =>
    roomForData.module.judge(
      { free: said(`${age}\n/dev/sda1 1 1 ${freeKibibytes} 1% /data\n`) },
      { path: '/data/mysql', newBytes: 2 * gibibyte },
      undefined,
    ).kind
  const table: readonly [age: string, freeMebibytes: number, kind: string][] = [
    ['new', 4096, 'ok'],
    ['new', 1024, 'differs'],
    ['old', 1024, 'ok'],
    ['old', 100, 'differs'],
  ]
  for (const [age, mebibytes, kind] of table)
    test(`${age} data, ${mebibytes} MiB free`, () => assert.equal(judge(age, mebibytes * 1024), kind))
})

describe('nothing overrides the configuration', () => {
  const judge = (words: readonly string[], sources: SqlResult) =>
    nothingOverrides.module.judge(
      { commandLine: said(`${words.join('\n')}\n`), sources },
      { login, version, server: '/b/bin/mysqld', configFile: '/etc/my.cnf' },
      undefined,
    ).kind
  const ours = ['/b/bin/mysqld', '--defaults-file=/etc/my.cnf']
  test('our file alone', () => assert.equal(judge(ours, rows()), 'ok'))
  test('an option', () => assert.equal(judge([...ours, '--skip-grant-tables'], rows()), 'differs'))
  test('a persisted variable', () => {
    assert.equal(
      judge(ours, rows({ name: 'sync_binlog', source: 'PERSISTED /d/mysqld-auto.cnf' })),
      'differs',
    )
  })
})
