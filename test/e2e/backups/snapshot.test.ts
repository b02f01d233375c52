import assert from 'node:assert/strict'
import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { createConnection } from 'mysql2/promise'
import type { RowDataPacket } from 'mysql2/promise'
import { leaderOf } from '../../../lab/host/leader.ts'
import { readSecrets } from '../../../lab/inventory.ts'
import { nodeOf } from '../../../lab/lab.ts'
import { other, whole } from '../faults/pair.ts'
import { sessionOn } from '../faults/sql.ts'
import { nodes, openTestLab } from '../support/lab.ts'
import type { NodeName, TestLab } from '../support/lab.ts'
import { until } from '../support/until.ts'
import { pool, serverOnBtrfs } from './btrfs.ts'
import { assertSame, Ledger, readRows } from './ledger.ts'
import type { Row } from './ledger.ts'

const take = '/usr/local/sbin/take-snapshot'
const afterwards = '/usr/local/sbin/after-snapshot'
const lockSeconds = 3

/** The example of docs/backups.md. */
const btrfsSnapshot = `#!/bin/sh
exec btrfs -q subvolume snapshot -r ${pool}/mysql ${pool}/newest
`

describe('disk snapshots', { timeout: 900_000 }, () => {
  let lab: TestLab
  let ledger: Ledger

  before(async () => {
    lab = await openTestLab('snapshots')
    for (const node of nodes) {
      await serverOnBtrfs(lab, node)
      await script(node, take, btrfsSnapshot)
      await script(node, afterwards, '#!/bin/sh\ntouch /run/after-snapshot\n')
    }
    await appendFile(
      join(lab.inventory, 'group_vars', 'mysql.yml'),
      `\nbackup_snapshot_command: ${take}\nbackup_snapshot_after_command: ${afterwards}\nbackup_snapshot_lock_seconds: ${lockSeconds}\n`,
    )
    const { exitCode, stdout, stderr } = await lab.playbook('site', '--accept-defaults', '--output', 'plain')
    assert.equal(exitCode, 0, `${stderr}${stdout}`)
    ledger = new Ledger(lab)
    await ledger.create()
  })
  after(() => lab.close())

  async function script(node: NodeName, path: string, content: string): Promise<void> {
    await lab.root(node, `cat >${path} && chmod 755 ${path}`, content)
  }

  /** Writes on the primary all the while. Gives how long the slowest commit took. */
  async function slowestCommit(primary: NodeName, meanwhile: () => Promise<void>): Promise<number> {
    const session = await sessionOn(lab, primary)
    let [slowest, writing, number] = [0, true, Date.now() % 1_000_000_000]
    const write = (async () => {
      while (writing) {
        const began = performance.now()
        await session.query(`INSERT INTO shop.other VALUES (${++number})`)
        slowest = Math.max(slowest, performance.now() - began)
      }
    })()
    try {
      await meanwhile()
    } finally {
      writing = false
      await write
      session.destroy()
    }
    return slowest
  }

  test('a btrfs snapshot of the standby is the data of that moment, and starts', async () => {
    const rows = await ledger.grow(3)
    const standby = other(await whole(lab))
    const said = await lab.root(standby, 'rm -f /run/after-snapshot; mysqlha backup snapshot')
    assert.match(said, /writes were held for \d+ ms/)
    await lab.root(standby, 'test -e /run/after-snapshot')
    await ledger.grow(1)
    await lab.root(
      standby,
      `btrfs -q subvolume snapshot ${pool}/newest ${pool}/try && systemd-run --quiet --unit=try-snapshot /alidata/mysql/bin/mysqld --defaults-file=/etc/my.cnf --user=mysql --datadir=${pool}/try/data --log-bin=${pool}/try/log/mysql-bin --relay-log=${pool}/try/log/relay --log-error=${pool}/try/log/error.log --slow-query-log=0 --skip-networking --mysqlx=OFF --skip-replica-start --socket=${pool}/try/data/try.sock --pid-file=${pool}/try/data/try.pid`,
    )
    const { mysql_root_password: password } = await readSecrets(lab.lab)
    const socketPath = `/proc/${leaderOf(nodeOf(lab.lab, standby))}/root${pool}/try/data/try.sock`
    const found = await until('the server on the snapshot answers', 60, async () => {
      const connection = await createConnection({
        socketPath,
        user: 'root',
        password: String(password),
      }).catch(() => null)
      if (connection === null) return false
      const [there] = await connection.query<RowDataPacket[]>(readRows)
      connection.destroy()
      return there
    })
    assertSame(found as unknown as Row[], rows, 'the snapshot')
    await lab.root(standby, 'systemctl stop try-snapshot')
  })

  test('a program that hangs, or is killed with the whole command, lets writes go', async (context) => {
    const primary = await whole(lab)
    await script(primary, take, '#!/bin/sh\nexec sleep 60\n')
    await lab.root(primary, 'rm -f /run/after-snapshot')
    const hanging = await slowestCommit(primary, async () => {
      const { exitCode } = await lab.attempt(primary, 'mysqlha backup snapshot')
      assert.equal(exitCode, 1)
    })
    await lab.root(primary, 'test -e /run/after-snapshot')
    const killed = await slowestCommit(primary, async () => {
      await lab.root(primary, 'systemd-run --quiet --unit=snapshot /usr/local/sbin/mysqlha backup snapshot')
      await until(
        'writes are held',
        20,
        async () => (await lab.attempt(primary, 'pgrep -f "sleep 60"')).exitCode === 0,
      )
      await lab.root(primary, 'systemctl kill -s KILL snapshot')
    })
    context.diagnostic(
      `slowest commit: program hangs ${Math.round(hanging)} ms, all is killed ${Math.round(killed)} ms`,
    )
    assert.ok(hanging < (lockSeconds + 2) * 1000 && killed < (lockSeconds + 2) * 1000)
  })
})
