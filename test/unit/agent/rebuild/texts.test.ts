import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { wantedPositions, wantedSet } from '../../../../agent/act/errant-wanted.ts'
import {
  backupCommand,
  dumpCommand,
  prepareArgs,
  unpackArgs,
} from '../../../../agent/rebuild/command-lines.ts'
import { refuseLoss } from '../../../../agent/rebuild/here.ts'
import { literalOf } from '../../../../agent/rebuild/literal.ts'
import { chooseMethod } from '../../../../agent/rebuild/methods.ts'
import { gtidOfBinlogInfo, positionOfCopy } from '../../../../agent/rebuild/position.ts'
import { optionGroup } from '../../../../agent/rebuild/secret-file.ts'
import type { RebuildMethod } from '../../../../src/mysql/rebuild-method.ts'

const server = {
  configFile: '/etc/my.cnf',
  socket: '/run/mysqld/mysqld.sock',
  user: 'mysqlha',
  password: 'a "b" \\c',
}
const uuid = '11111111-1111-1111-1111-111111111111'
const other = '22222222-2222-2222-2222-222222222222'

describe('command lines', () => {
  const commands = [
    backupCommand('mariadb-backup', server, '/scratch'),
    backupCommand('xtrabackup', server, '/scratch'),
    dumpCommand(server, true),
    dumpCommand(server, false),
  ]
  test('the password is in the option file alone, which comes first', () => {
    for (const command of commands) {
      const args = command.args('/run/x/login.cnf')
      assert.equal(args[0], '--defaults-file=/run/x/login.cnf')
      assert.ok(!args.join(' ').includes('"b"'), args.join(' '))
      assert.match(command.options, /^password="a \\"b\\" \\\\c"$/m)
    }
  })

  test('backups stream, each in its own format, with the server’s own settings', () => {
    const [mariadb, xtrabackup] = commands
    assert.ok(mariadb?.args('F').includes('--stream=mbstream'))
    assert.ok(xtrabackup?.args('F').includes('--stream=xbstream'))
    for (const command of [mariadb, xtrabackup])
      assert.match(command?.options ?? '', /^!include \/etc\/my\.cnf$/m)
    assert.match(xtrabackup?.options ?? '', /^\[xtrabackup\]$/m)
  })

  test('only MySQL’s own dump program is told to leave GTIDs out', () => {
    const [, , ofMysql, ofMariadb] = commands.map((command) => command.args('F').join(' '))
    assert.match(ofMysql ?? '', /--set-gtid-purged=OFF/)
    assert.doesNotMatch(ofMariadb ?? '', /gtid-purged/)
    for (const line of [ofMysql, ofMariadb]) {
      assert.match(line ?? '', /--single-transaction .*--routines --events --triggers/)
      assert.match(line ?? '', /--ignore-table=mysql\.gtid_executed/)
    }
  })

  test('the copy is taken apart and prepared where it stays', () => {
    assert.deepEqual(unpackArgs('/data').slice(0, 3), ['-x', '-C', '/data'])
    assert.deepEqual(prepareArgs('/data').slice(0, 2), ['--prepare', '--target-dir=/data'])
  })

  test('a login with a line break is refused', () =>
    assert.throws(() => optionGroup('client', { user: 'a\nb' }), /line break/))
})

describe('the method', () => {
  const cases: [RebuildMethod, RebuildMethod[], RebuildMethod[], string | RegExp][] = [
    ['auto', ['clone', 'logical-dump'], ['clone', 'logical-dump'], 'clone'],
    ['auto', ['mariadb-backup', 'logical-dump'], ['logical-dump'], 'logical-dump'],
    ['logical-dump', ['clone', 'logical-dump'], ['clone', 'logical-dump'], 'logical-dump'],
    ['xtrabackup', ['clone'], ['clone', 'xtrabackup'], /not there on both nodes: here clone/],
    ['auto', [], ['clone'], /no way to copy.*here nothing/],
  ]
  for (const [wanted, here, there, expected] of cases)
    test(`${wanted} of [${here.join()}] and [${there.join()}]: ${String(expected)}`, () => {
      if (typeof expected === 'string') assert.equal(chooseMethod(wanted, here, there), expected)
      else assert.throws(() => chooseMethod(wanted, here, there), expected)
    })
})

describe('what a copy holds', () => {
  const infos: [string, string, string | RegExp][] = [
    ['MariaDB', 'mysql-bin.000001\t568\t0-1-2\n', '0-1-2'],
    ['MariaDB, two domains', 'mysql-bin.000001 568 0-1-2,1-1-7\n', '0-1-2,1-1-7'],
    ['MySQL, one server', `mysql-bin.000003\t191\t${uuid}:1-9\n`, `${uuid}:1-9`],
    [
      'MySQL, several lines',
      `mysql-bin.000003\t191\t${uuid}:1-9,\n${other}:1-2\n`,
      `${uuid}:1-9,${other}:1-2`,
    ],
    ['no GTID', 'mysql-bin.000003\t191\n', /does not say/],
    ['an empty file', '', /does not say/],
    ['something else', "mysql-bin.000003\t191\t'; DROP TABLE x", /does not say/],
  ]
  for (const [title, text, expected] of infos)
    test(title, () => {
      if (typeof expected === 'string') assert.equal(gtidOfBinlogInfo(text), expected)
      else assert.throws(() => gtidOfBinlogInfo(text), expected)
    })

  test('MariaDB: what other servers wrote before is not forgotten', () =>
    assert.deepEqual(positionOfCopy('mariadb', '0-2-105', '0-1-50,0-2-100'), {
      style: 'mariadb',
      executed: '0-1-50,0-2-105',
      next: '0-2-105',
    }))
})

describe('nothing is lost unnamed', () => {
  const offer = {
    style: 'uuid',
    version: '9.7.4',
    executed: `${uuid}:1-10`,
    purged: '',
    bytes: 1,
    methods: [],
  } as const
  const here = (executed: string, schemas: string[] = []) => ({
    executed,
    version: '9.7.4',
    datadir: '/data/',
    schemas,
    methods: [],
  })
  const work = { method: 'auto', discard: '', known: '', untouched: true, virgin: false } as const
  const copied = { ...offer, methods: [] as RebuildMethod[] }
  const cases: [string, () => void, RegExp | null][] = [
    ['a part of the donor’s history', () => refuseLoss(here(`${uuid}:1-5`), copied, work), null],
    ['more than the donor has', () => refuseLoss(here(`${other}:1-2`), copied, work), /would be lost/],
    [
      'the same, named',
      () => refuseLoss(here(`${other}:1-2`), copied, { ...work, discard: `${other}:1-2` }),
      null,
    ],
    [
      'one more than named',
      () => refuseLoss(here(`${other}:1-3`), copied, { ...work, discard: `${other}:1-2` }),
      /would be lost/,
    ],
    [
      'a dead server that is known to have had more',
      () => refuseLoss(null, copied, { ...work, known: `${uuid}:1-11` }),
      /:11/,
    ],
    ['another series', () => refuseLoss({ ...here(''), version: '8.4.1' }, copied, work), /same series/],
    ['virgin, and empty', () => refuseLoss(here(''), copied, { ...work, virgin: true }), null],
    ['virgin, emptied', () => refuseLoss(here(`${other}:1-4`), copied, { ...work, virgin: true }), null],
    [
      'virgin, with data of unknown origin',
      () => refuseLoss(here('', ['shop']), copied, { ...work, virgin: true }),
      /unknown origin/,
    ],
    ['virgin, and silent', () => refuseLoss(null, copied, { ...work, virgin: true }), /does not answer/],
    [
      'virgin, and silent since a load was cut off',
      () => refuseLoss(null, copied, { ...work, virgin: true, untouched: false }),
      null,
    ],
  ]
  for (const [title, attempt, error] of cases)
    test(title, () => (error === null ? attempt() : assert.throws(attempt, error)))
})

describe('values as literals', () => {
  const values: [string, Buffer | null, string][] = [
    ['LONG', Buffer.from('-12'), '-12'],
    ['NEWDECIMAL', Buffer.from('1.50'), '1.50'],
    ['VAR_STRING', Buffer.from("it's"), '0x69742773'],
    ['BLOB', Buffer.from([0, 255, 39]), '0x00ff27'],
    ['VAR_STRING', Buffer.alloc(0), "''"],
    [
      'DATETIME',
      Buffer.from('2026-01-02 03:04:05'),
      `0x${Buffer.from('2026-01-02 03:04:05').toString('hex')}`,
    ],
    ['JSON', Buffer.from('{}'), 'CONVERT(0x7b7d USING utf8mb4)'],
    ['BLOB', null, 'NULL'],
  ]
  for (const [type, bytes, expected] of values)
    test(`${type} ${String(bytes)}`, () => assert.equal([...literalOf({ type, bytes })].join(''), expected))
})

test('MariaDB: transactions of the errant server after what the primary had of it', () => {
  const wanted = wantedPositions('0-1-9,1-3-2', '0-1-4,0-2-7')
  const met = ['0-1-9', '0-2-8', '0-1-5', '1-3-2', '0-1-4'].filter((gtid) => wanted.has(gtid))
  assert.deepEqual(met, ['0-1-9', '0-1-5', '1-3-2'])
  assert.equal(wanted.complete(), false)
  const one = wantedPositions('0-1-9', '0-1-4')
  assert.deepEqual([one.has('0-1-4'), one.complete()], [false, true])
})

test('MySQL: complete when every one has been met', () => {
  const wanted = wantedSet(`${uuid}:5-6`)
  assert.deepEqual([wanted.has(`${uuid}:6`), wanted.complete()], [true, false])
  assert.deepEqual([wanted.has(`${uuid}:4`), wanted.has(`${uuid}:5`), wanted.complete()], [false, true, true])
})
