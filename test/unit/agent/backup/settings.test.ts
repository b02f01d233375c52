import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseBackupSettings } from '../../../../agent/backup/settings.ts'
import { ShapeError } from '../../../../agent/shape.ts'
import { exampleBackupSettings as good } from './settings-example.ts'

const snapshot = { take: '/usr/local/sbin/take-snapshot', after: null, lockSeconds: 5 }

describe('the settings of backups', () => {
  const cases: [what: string, value: object, expected: object][] = [
    ['as they are', good, good],
    [
      'without a directory for the run',
      { ...good, runDirectory: undefined },
      { ...good, runDirectory: '/run/mysqlha/backup' },
    ],
    ['without snapshots', { ...good, snapshot: undefined }, good],
    [
      'with a key',
      { ...good, keyFile: '/etc/mysqlha/backup.key' },
      { ...good, keyFile: '/etc/mysqlha/backup.key' },
    ],
    ['with snapshots', { ...good, snapshot }, { ...good, snapshot }],
    [
      'with a program after snapshots',
      { ...good, snapshot: { ...snapshot, after: '/bin/keep' } },
      { ...good, snapshot: { ...snapshot, after: '/bin/keep' } },
    ],
  ]
  for (const [what, value, expected] of cases)
    test(what, () => assert.deepEqual(parseBackupSettings(JSON.parse(JSON.stringify(value))), expected))
})

describe('wrong settings are refused by name', () => {
  const paths = ['', 'backup', './backup', '/', '/backup/', '/backup\n', 7, null, undefined]
  const wrong: Readonly<Record<string, readonly unknown[]>> = {
    directory: paths,
    index: paths,
    keyFile: ['', 'backup.key', '/etc/', 7, {}],
    timeZone: ['Atlantis', '', 8, null, undefined],
    fullDay: ['Monday', 'mon', '', 1, null, undefined],
    keepChains: [-1, 1001, 1.5, '1', null, undefined],
    compression: ['lz4', '', true, null, undefined],
    scratchMemoryMegabytes: [63, 1_048_577, 100.5, '128', null, undefined],
    runDirectory: ['', '/', '/run', '/run/mysqlha', '/run/../etc', '/run/mysqlha/..', '/var/lib/x', 7, {}],
    snapshot: ['/bin/true', 7, []],
  }
  const wrongSnapshot: Readonly<Record<string, readonly unknown[]>> = {
    take: ['', 'take', '/usr/sbin/', 7, null, undefined],
    after: ['', 'after', '/usr/sbin/', 7],
    lockSeconds: [0, 61, 1.5, '5', null, undefined],
  }
  const refused = (value: unknown, name: string) => (error: unknown) => {
    assert.ok(error instanceof ShapeError, String(value))
    assert.ok(error.message.startsWith(`${name} must be`), error.message)
    return true
  }
  for (const [name, values] of Object.entries(wrong))
    for (const value of values)
      test(`${name}: ${JSON.stringify(value)}`, () =>
        assert.throws(() => parseBackupSettings({ ...good, [name]: value }), refused(value, name)))
  for (const [name, values] of Object.entries(wrongSnapshot))
    for (const value of values)
      test(`snapshot.${name}: ${JSON.stringify(value)}`, () =>
        assert.throws(
          () => parseBackupSettings({ ...good, snapshot: { ...snapshot, [name]: value } }),
          refused(value, `snapshot.${name}`),
        ))
  for (const value of [null, [], 'x', 7])
    test(`not even an object: ${JSON.stringify(value)}`, () =>
      assert.throws(() => parseBackupSettings(value), refused(value, 'the whole')))
})
