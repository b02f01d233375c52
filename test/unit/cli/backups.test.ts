import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { summaryOf } from '../../../src/cli/backup.ts'
import type { JobEnd } from '../../../src/cli/backup-job.ts'
import { lineReader } from '../../../src/cli/line-reader.ts'
import { explainRestore, refuseWithoutBackup, restoreArguments } from '../../../src/cli/restore-words.ts'
import { backupsOf, type Backup } from '../../../src/pair/backups.ts'
import type { PairNode } from '../../../src/pair/node.ts'

const nodes = [{ name: 'node1' }, { name: 'node2' }]
const made: JobEnd = { kind: 'done', lines: ['full backup with clone: ...', 'x: 5 bytes in 1 s'] }
const notHere: JobEnd = {
  kind: 'done',
  lines: ['no backup here: the standby is healthy and makes the backups'],
}
const failed: JobEnd = { kind: 'failed', because: 'the disk is full' }

describe('a backup of the pair', () => {
  const cases: readonly [JobEnd[], number, RegExp][] = [
    [[notHere, made], 0, /^the backup was made on node2$/],
    [[made, notHere], 0, /^the backup was made on node1$/],
    [[notHere, notHere], 1, /^no backup was made: neither node/],
    [[failed, notHere], 1, /^no backup was made: the disk is full$/],
    [[failed, made], 1, /^the backup was made on node2; and: the disk is full$/],
    [[{ kind: 'stopped' }], 3, /goes on/],
  ]
  for (const [ends, exitCode, summary] of cases)
    test(summary.source, () => {
      const worked = summaryOf(ends, nodes)
      assert.equal(worked.exitCode, exitCode)
      assert.match(worked.summary, summary)
    })
})

test('lines come whole, however they are cut', () => {
  const lines: string[] = []
  const reader = lineReader((line) => lines.push(line))
  for (const byte of Buffer.from('one\n\nzwölf\nlast')) reader.add(Buffer.of(byte))
  assert.deepEqual(lines, ['one', 'zwölf'])
  reader.end()
  assert.deepEqual(lines, ['one', 'zwölf', 'last'])
})

function backup(id: string, readAt: string): Backup {
  const kind = id.endsWith('full') ? 'full' : 'incremental'
  return {
    ...{ id, kind, tool: 'clone', endedAt: readAt, sizeBytes: 1e6, verified: null },
    coordinates: { readAt },
  }
}

const backups = [
  backup('2026-11-30T015900-full', '2026-11-30T02:00:00Z'),
  backup('2026-12-01T015900-incremental', '2026-12-01T02:00:00Z'),
]
const newest = {
  node: 'node2',
  instead: false,
  only: undefined,
  id: undefined,
  until: undefined,
  gtid: undefined,
}
const place = { datadir: '/alidata/mysql/data', role: 'STANDBY' }
const explained = (wish: Partial<Parameters<typeof explainRestore>[1]>, role = 'STANDBY') =>
  explainRestore(backups, { ...newest, ...wish }, { ...place, role }).join('\n')

describe('a restore is explained', () => {
  const cases: readonly [Parameters<typeof explained>[0], readonly RegExp[]][] = [
    [{}, [/the backup 2026-12-01T015900-incremental .* of node2/, /server of its own on node2, read-only/]],
    [{ id: '2026-11-30T015900-full' }, [/the backup 2026-11-30T015900-full/]],
    [{ until: '2026-11-30T12:00:00Z' }, [/until 2026-11-30T12:00:00Z, from 2026-11-30T015900-full/]],
    [{ gtid: '0-1-5' }, [/up to the transaction 0-1-5/]],
    [{ only: 'shop.orders' }, [/Only shop\.orders is kept/]],
    [
      { instead: true },
      [
        /in the place of the data of node2/,
        /\/alidata\/mysql\/data\.before-restore-TIME/,
        /"mysqlha maint off".*catches up with the primary/,
        /whole pair back in time.*docs\/backups\.md/,
      ],
    ],
  ]
  for (const [wish, says] of cases)
    test(JSON.stringify(wish), () => {
      for (const words of says) assert.match(explained(wish), words)
    })

  test('beside the primary, too', () => assert.match(explained({}, 'PRIMARY'), /node2 is the primary/))
})

describe('a restore from nothing is refused', () => {
  const cases: readonly [readonly Backup[], object, RegExp][] = [
    [[], {}, /node2 has no backups/],
    [backups, { id: '2026-12-01T015901-incremental' }, /did you mean "2026-12-01T015900-incremental"/],
    [backups, { until: '2026-11-30T01:59:59Z' }, /before the oldest backup/],
  ]
  for (const [all, wish, message] of cases)
    test(message.source, () =>
      assert.throws(() => refuseWithoutBackup(all, { ...newest, ...wish }), { code: 'NeedsNotMet', message }),
    )
  test('and from something is not', () =>
    refuseWithoutBackup(backups, { ...newest, until: '2026-11-30T02:00:00Z' }))
})

test('the node is told what was asked for', () =>
  assert.deepEqual(restoreArguments({ ...newest, until: '2026-11-30T12:00:00Z', only: 'a.b' }), [
    ...['--until', '2026-11-30T12:00:00Z'],
    ...['--only', 'a.b'],
  ]))

describe('what a node tells of its backups is checked', () => {
  const node = (stdout: string, exitCode = 0) =>
    ({
      name: 'node2',
      root: async () => ({ exitCode, stdout, stderr: 'cannot read it' }),
    }) as unknown as PairNode
  test('a list', async () => assert.deepEqual(await backupsOf(node(JSON.stringify(backups))), backups))
  for (const [stdout, exitCode] of [
    ['', 1],
    ['no JSON', 0],
    [JSON.stringify([{ ...backups[0], id: '\u001b[31mred' }]), 0],
  ] as const)
    test(JSON.stringify(stdout), () =>
      assert.rejects(backupsOf(node(stdout, exitCode)), { code: 'NeedsNotMet' }),
    )
})
