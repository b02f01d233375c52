import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { BackupRecord } from '../../../agent/backup/record.ts'
import { other, siteChangesNothing, statusOf, whole } from '../faults/pair.ts'
import { sqlOn } from '../faults/sql.ts'
import type { NodeName, TestLab } from '../support/lab.ts'
import { until } from '../support/until.ts'
import {
  askBeside,
  backUp,
  backupsOn,
  dayAt,
  directory,
  endBeside,
  index,
  nameOf,
  openBackupLab,
  verifyOn,
} from './backups-lab.ts'
import { assertSame, Ledger, readRows } from './ledger.ts'
import type { Row } from './ledger.ts'

const flavour = process.env['PLAYBOOK_FLAVOUR'] ?? 'mysql97'
const mariadb = flavour === 'mariadb1011'
/** Days after the first Monday: two weeks, and the Monday after. */
const lastDay = 14
/** Each day is restored by `npm run prove`; always are a full backup, a long chain, and the days around a Monday. */
const restoredDays =
  process.env['PLAYBOOK_BACKUPS'] === 'all'
    ? Array.from({ length: 8 }, (_, one) => lastDay - 7 + one)
    : [7, 9, 13, 14]

describe(`backups of ${flavour}`, { timeout: 1_800_000 }, () => {
  let lab: TestLab
  let ledger: Ledger
  let standby: NodeName
  const states = new Map<number, readonly Row[]>()

  before(async () => {
    lab = await openBackupLab('backups', flavour, { sealed: mariadb })
    standby = other(await whole(lab))
    ledger = new Ledger(lab)
    await ledger.create()
  })
  after(() => lab.close())

  async function restored(...words: string[]): Promise<Row[]> {
    const { exitCode, stdout, stderr } = await lab.playbook('restore', standby, '--yes', ...words)
    assert.equal(exitCode, 0, stderr + stdout)
    const rows = (await askBeside(lab, standby, readRows)) as unknown as Row[]
    await endBeside(lab, standby)
    return rows
  }

  test('the timers of both nodes wait for 01:59, and the other node leaves the work to the standby', async () => {
    for (const node of [standby, other(standby)])
      assert.match(await lab.root(node, 'systemctl list-timers mysqlha-backup.timer'), /01:59|17:59/)
    await until('the nodes know of each other', 30, async () => {
      const said = await lab.root(other(standby), `mysqlha backup run --now ${dayAt(0)}`)
      return said.includes('the standby is healthy and makes the backups')
    })
  })

  test('two weeks give the files and the index that the manual describes', async () => {
    for (let day = 0; day <= lastDay; day += 1) {
      states.set(day, await ledger.grow(day < lastDay - 7 ? 1 : 3))
      await backUp(lab, standby, day)
      const { records, names } = await backupsOn(lab, standby)
      const first = day >= lastDay ? 7 : 0
      // Before the newest full backup is proven the week before last is still there.
      if (day % 7 === 0) {
        const everything = Array.from({ length: day + 1 }, (_, one) => nameOf(one))
        assert.deepEqual(names, everything, 'before the proof')
        const { exitCode, stdout, stderr } = await verifyOn(lab, standby, day)
        assert.equal(exitCode, 0, stdout + stderr)
        assert.match(stdout, /is proven/)
      }
      const expected = Array.from({ length: day + 1 - first }, (_, one) => nameOf(first + one))
      const now = await backupsOn(lab, standby)
      assert.deepEqual(now.names, expected)
      assert.deepEqual(
        now.records.map(({ id }) => id),
        expected,
      )
      assertChains(now.records)
      assert.equal(records.at(-1)?.id, nameOf(day))
    }
  })

  function assertChains(records: readonly BackupRecord[]): void {
    for (const [place, record] of records.entries()) {
      const full = record.kind === 'full'
      assert.equal(record.base, full ? null : records[place - 1]?.id)
      assert.equal(record.sequence, full ? 0 : (records[place - 1]?.sequence ?? 0) + 1)
      assert.equal(record.identity.node, standby)
    }
  }

  test('a lost index is written anew from the backups, which count as not proven', async () => {
    const { records } = await backupsOn(lab, standby)
    await lab.root(standby, `mv ${index} ${index}.lost && mysqlha backup reindex`)
    const found = await backupsOn(lab, standby)
    await lab.root(standby, `mv ${index}.lost ${index}`)
    const unproven = records.map((record) => ({ ...record, verified: null }))
    assert.deepEqual(found.records, unproven)
  })

  for (const day of restoredDays)
    test(`the state of day ${day} comes back, row by row`, async () => {
      assertSame(await restored('--id', nameOf(day)), states.get(day) ?? [], nameOf(day))
    })

  test('so does a second between two backups, and one after the newest', async () => {
    await ledger.grow(2)
    const between = states.get(10)?.at(-2)
    const newest = ledger.rows.at(-2)
    for (const row of [between, newest]) {
      const second = row?.at.slice(0, 19) ?? ''
      assertSame(await restored('--until', `${second}Z`), ledger.untilSecond(second), second)
    }
  })

  test('and everything up to one transaction', async () => {
    const primary = other(standby)
    const [row] = await sqlOn(
      lab,
      primary,
      `SELECT ${mariadb ? '@@GLOBAL.gtid_binlog_pos' : '@@GLOBAL.gtid_executed'} AS gtid`,
    )
    const text = String(row?.['gtid']).replace(/\s/g, '').split(',').at(-1) ?? ''
    const gtid = mariadb ? text : `${text.slice(0, 36)}:${/(\d+)$/.exec(text)?.[1] ?? ''}`
    const expected = [...ledger.rows]
    await ledger.grow(1)
    assertSame(await restored('--gtid', gtid), expected, gtid)
  })

  test('one table alone comes back beside the pair', async () => {
    const { exitCode, stdout, stderr } = await lab.playbook(
      'restore',
      standby,
      '--yes',
      '--only',
      'shop.ledger',
    )
    assert.equal(exitCode, 0, stderr + stdout)
    assertSame(
      (await askBeside(lab, standby, readRows)) as unknown as Row[],
      states.get(lastDay) ?? [],
      'the table',
    )
    const tables = await askBeside(
      lab,
      standby,
      "SELECT table_name AS t FROM information_schema.tables WHERE table_schema='shop'",
    )
    assert.deepEqual(
      tables.map((one) => String(one['t'])),
      ['ledger'],
    )
    // MariaDB's root may write on a read-only server.
    if (!mariadb) await assert.rejects(askBeside(lab, standby, 'DELETE FROM shop.ledger'), /read-only/)
    await endBeside(lab, standby)
  })

  const damages: readonly [string, (id: string) => string][] = [
    [
      'truncated',
      (id) =>
        `f=$(find ${directory}/${id} -type f ! -name manifest.json -size +8k | sort | head -n 1); truncate -s -4096 "$f"`,
    ],
    [
      'corrupted',
      (id) =>
        `f=$(find ${directory}/${id} -type f ! -name manifest.json -size +8k | sort | head -n 1); printf 'X' | dd of="$f" bs=1 seek=6000 conv=notrunc 2>/dev/null`,
    ],
    [
      'in the wrong order',
      () => `cd ${directory} && mv ${nameOf(8)} swap && mv ${nameOf(9)} ${nameOf(8)} && mv swap ${nameOf(9)}`,
    ],
    ['with a hole', () => `mv ${directory}/${nameOf(8)} ${directory}/elsewhere`],
  ]
  for (const [what, damage] of damages)
    test(`a chain that is ${what} is found, by the trial and by a restore`, async () => {
      const id = nameOf(what === 'truncated' || what === 'corrupted' ? 7 : 10)
      await lab.root(
        standby,
        `rm -rf /root/kept && cp -a ${directory} /root/kept && cp ${index} /root/kept.index`,
      )
      await lab.root(standby, damage(id))
      const trial = await verifyOn(lab, standby, lastDay, nameOf(10))
      assert.equal(trial.exitCode, 1, trial.stdout)
      assert.match(trial.stdout, /is failed: /)
      const restore = await lab.playbook('restore', standby, '--yes', '--id', nameOf(10))
      assert.notEqual(restore.exitCode, 0, restore.stdout)
      await lab.root(
        standby,
        `rm -rf ${directory} && mv /root/kept ${directory} && cat /root/kept.index >${index}`,
      )
    })

  if (mariadb)
    test('a chain that is put together but not prepared is found by the trial', async () => {
      const [program, kept, saved] = [
        '/usr/bin/mariadb-backup',
        '/usr/local/lib/backup-program',
        '/root/index',
      ]
      const lazy = `#!/bin/sh\ncase " $* " in *" --prepare "*) exit 0;; esac\nexec ${kept} "$@"\n`
      await lab.root(
        standby,
        `cp ${index} ${saved} && cp -pL ${program} ${kept} && rm ${program} && cat >${program} && chmod 755 ${program}`,
        lazy,
      )
      try {
        const trial = await verifyOn(lab, standby, lastDay, nameOf(10))
        assert.equal(trial.exitCode, 1, trial.stdout + trial.stderr)
        assert.match(trial.stdout, /is failed: /)
      } finally {
        await lab.root(standby, `mv ${kept} ${program} && cat ${saved} >${index}`)
      }
    })

  test('in the place of the standby’s data, to a second; the old ones are kept, and it catches up with the pair', async () => {
    const refused = await lab.playbook('restore', other(standby), '--yes', '--instead')
    assert.notEqual(refused.exitCode, 0)
    assert.match(refused.stderr, /is the primary/)
    const second = states.get(12)?.at(-1)?.at.slice(0, 19) ?? ''
    const { exitCode, stdout, stderr } = await lab.playbook(
      'restore',
      standby,
      '--yes',
      '--instead',
      '--until',
      `${second}Z`,
    )
    assert.equal(exitCode, 0, stderr + stdout)
    assert.equal((await statusOf(lab, standby))?.role, 'MAINT')
    assertSame(await ledger.on(standby), ledger.untilSecond(second), 'restored')
    assert.match(await lab.root(standby, 'ls -d /alidata/mysql/data*'), /before-restore/)
    await lab.root(standby, 'mysqlha maint off')
    await until('it has caught up', 60, async () => (await ledger.on(standby)).length === ledger.rows.length)
    assert.equal(await whole(lab), other(standby))
    // Its lag is known by the next heartbeat.
    await until('it makes a full backup again', 60, async () =>
      /full backup/.test(await backUp(lab, standby, lastDay + 1)),
    )
    await siteChangesNothing(lab)
  })
})
