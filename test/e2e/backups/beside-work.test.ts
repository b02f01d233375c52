import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { clearFlap, leads, other, siteChangesNothing, statusOf, whole } from '../faults/pair.ts'
import { sessionOn, sqlOn } from '../faults/sql.ts'
import type { NodeName, TestLab } from '../support/lab.ts'
import { until } from '../support/until.ts'
import { backupsOn, openBackupLab } from './backups-lab.ts'
import { Ledger } from './ledger.ts'

const flavour = process.env['PLAYBOOK_FLAVOUR'] ?? 'mysql97'
const mariadb = flavour === 'mariadb1011'

/** The promise: no writer waits longer than this for a backup. */
const blockedMilliseconds = 1000
const unit = 'backup-under-way'

describe(`a backup of ${flavour} while the pair works`, { timeout: 1_200_000 }, () => {
  let lab: TestLab
  let ledger: Ledger

  before(async () => {
    lab = await openBackupLab('backups-beside', flavour, { sealed: mariadb })
    ledger = new Ledger(lab)
    await ledger.create()
    await ledger.grow(1)
    if (!mariadb) await fill()
  })
  after(() => lab.close())

  /** So much that the clone plugin has to do for a minute, at a MiB a second. */
  async function fill(): Promise<void> {
    const primary = await whole(lab)
    await sqlOn(
      lab,
      primary,
      'CREATE TABLE shop.filler (number INT AUTO_INCREMENT PRIMARY KEY, filler VARBINARY(1024))',
    )
    await sqlOn(lab, primary, 'INSERT INTO shop.filler (filler) VALUES (RANDOM_BYTES(1024))')
    for (let doubled = 0; doubled < 17; doubled += 1)
      await sqlOn(lab, primary, 'INSERT INTO shop.filler (filler) SELECT RANDOM_BYTES(1024) FROM shop.filler')
  }

  /** Starts a backup that takes long, and waits until its program is at work. */
  async function slowBackup(node: NodeName): Promise<void> {
    if (!mariadb)
      await sqlOn(
        lab,
        node,
        'SET GLOBAL clone_max_data_bandwidth=1, GLOBAL clone_autotune_concurrency=OFF, GLOBAL clone_max_concurrency=1',
      )
    await lab.root(
      node,
      `systemctl reset-failed ${unit} 2>/dev/null; systemd-run --quiet --unit=${unit} --service-type=exec /usr/local/sbin/mysqlha backup run --full --here`,
    )
    await until('the copy has begun', 30, async () =>
      mariadb
        ? (await lab.attempt(node, 'pgrep -f "[m]ariadb-backup .*--stream"')).exitCode === 0
        : (
            await sqlOn(
              lab,
              node,
              "SELECT 1 FROM information_schema.processlist WHERE info LIKE 'CLONE LOCAL%' AND id <> CONNECTION_ID()",
            )
          ).length > 0,
    )
    // It has no such bound: it stands still where it is, with its locks. The shell that says so must not stop itself.
    if (mariadb) await lab.root(node, 'pkill -STOP -f "[m]ariadb-backup .*--stream"')
  }

  async function nothingOfIt(node: NodeName, before: number): Promise<void> {
    await until(
      'the backup has ended',
      10,
      async () => (await lab.attempt(node, `systemctl is-active --quiet ${unit}`)).exitCode !== 0,
    )
    const copying =
      "SELECT 1 FROM information_schema.processlist WHERE (info LIKE 'CLONE LOCAL%' OR info LIKE 'BACKUP STAGE%') AND id <> CONNECTION_ID()"
    // A clone that was told to be slow sleeps for up to a second before it notices that it was killed.
    await until('nothing copies any more', 10, async () => (await sqlOn(lab, node, copying)).length === 0)
    assert.equal((await backupsOn(lab, node)).records.length, before)
  }

  for (const [title, promote] of [
    ['the primary dies', (primary: NodeName) => lab.root(primary, 'kill -9 $(cat /run/mysqld/mysqld.pid)')],
    ['the role is handed over', () => lab.playbook('switchover', '--yes')],
  ] as const)
    test(`when ${title}, the standby ends its backup and leads; the next one is full`, async (context) => {
      const primary = await whole(lab)
      const standby = other(primary)
      await lab.root(standby, 'mysqlha backup run --full --here')
      const { length } = (await backupsOn(lab, standby)).records
      await slowBackup(standby)
      const began = performance.now()
      await promote(primary)
      await leads(lab, standby)
      context.diagnostic(`leads after ${Math.round(performance.now() - began)} ms`)
      await nothingOfIt(standby, length)
      await until(
        'the old primary is back',
        120,
        async () => (await statusOf(lab, primary))?.role === 'STANDBY',
      )
      if (!mariadb) await sqlOn(lab, standby, 'SET GLOBAL clone_max_data_bandwidth=0')
      assert.match(await lab.root(standby, 'mysqlha backup run --here'), /full backup .*: the roles changed/)
      await clearFlap(lab)
      await ledger.grow(1)
    })

  test('a backup on the primary holds up no writer for longer than a second', async (context) => {
    const primary = await whole(lab)
    const session = await sessionOn(lab, primary)
    const gaps: number[] = []
    let writing = true
    const write = (async () => {
      for (let number = 1; writing; number += 1) {
        const began = performance.now()
        await session.query(`INSERT INTO shop.other VALUES (${number})`)
        gaps.push(performance.now() - began)
      }
    })()
    try {
      const said = await lab.root(primary, 'mysqlha backup run --full --here')
      context.diagnostic(said)
    } finally {
      writing = false
      await write
      session.destroy()
    }
    const longest = Math.max(...gaps)
    context.diagnostic(`${gaps.length} commits, the slowest took ${Math.round(longest)} ms`)
    assert.ok(longest <= blockedMilliseconds, `${longest} ms`)
  })

  test('status tells both ages, and site changes nothing', async () => {
    const standby = other(await whole(lab))
    await lab.root(standby, 'mysqlha backup run --full --here && mysqlha backup verify')
    await until('the agent has read the index', 30, async () => {
      const { backups } = (await statusOf(lab, standby)) ?? {}
      return backups?.provenAt !== null && backups?.last !== null
    })
    const { stdout } = await lab.playbook('status')
    assert.match(stdout, /last backup .*0 h ago/)
    assert.match(stdout, /last proof .*0 h ago/)
    await siteChangesNothing(lab)
  })
})
