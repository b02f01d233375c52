import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { readSecrets } from '../../../lab/inventory.ts'
import { makeApplication } from '../faults/application.ts'
import type { Application } from '../faults/application.ts'
import { underLoad } from '../faults/load.ts'
import { other, rests, siteChangesNothing, statusOf, whole } from '../faults/pair.ts'
import { assertRows, hasRows } from '../faults/rows.ts'
import { sessionOn, sqlOn } from '../faults/sql.ts'
import type { CliEnd } from '../support/cli.ts'
import { openTestLab } from '../support/lab.ts'
import type { NodeName, TestLab } from '../support/lab.ts'
import { until } from '../support/until.ts'

describe('rejoin', { timeout: 1_200_000 }, () => {
  let lab: TestLab
  let application: Application
  const acknowledged: number[] = []

  before(async () => {
    lab = await openTestLab('rejoin')
    const { exitCode, stdout, stderr } = await lab.playbook('site', '--accept-defaults', '--output', 'plain')
    assert.equal(exitCode, 0, `${stderr}${stdout}`)
    application = await makeApplication(lab, await whole(lab))
  })
  after(() => lab.close())

  async function standby(): Promise<NodeName> {
    return other(await whole(lab))
  }

  const load = (meanwhile: () => Promise<void>): Promise<void> =>
    underLoad(application, acknowledged, meanwhile)

  function assertExit({ exitCode, stdout, stderr }: CliEnd, expected: number): void {
    assert.equal(exitCode, expected, stdout + stderr)
  }

  /** Changes the standby alone, past its fence. */
  function changeAlone(node: NodeName, ...statements: string[]): Promise<unknown> {
    return until('the fence is passed', 20, async () => {
      const session = await sessionOn(lab, node)
      try {
        for (const one of ['SET GLOBAL super_read_only=0', ...statements]) await session.query(one)
        return true
      } catch {
        return false
      } finally {
        session.destroy()
      }
    })
  }

  /** The node may be closed meanwhile, which ends sessions. */
  function stopReplica(node: NodeName): Promise<unknown> {
    return until('replication is stopped', 20, () =>
      sqlOn(lab, node, 'STOP REPLICA').then(
        () => true,
        () => false,
      ),
    )
  }

  /** Commits a row on the standby alone, and stops its replication, so that its agent looks. */
  async function commitAlone(node: NodeName, number: number): Promise<void> {
    // Closing the node again, and its stop, may end the session after the commit.
    await changeAlone(node, `INSERT IGNORE INTO shop.orders VALUES (${number})`)
    await stopReplica(node)
  }

  /** The same, until the agent has found and saved it. Gives what is errant, and where it is. */
  async function diverge(node: NodeName, number: number) {
    await commitAlone(node, number)
    return until('it is diverged and all is saved', 60, async () => {
      const status = await statusOf(lab, node)
      const { divergence } = status ?? {}
      return status?.role === 'DIVERGED' && divergence !== undefined && divergence.dump !== '' && divergence
    })
  }

  async function has(node: NodeName, number: number): Promise<boolean> {
    return (await sqlOn(lab, node, `SELECT 1 FROM shop.orders WHERE number=${number}`)).length > 0
  }

  test('a standby that replicates needs nothing; the primary cannot join itself', async () => {
    const node = await standby()
    const nothing = await lab.playbook('rejoin', node)
    assertExit(nothing, 0)
    assert.match(nothing.stdout, /nothing to do/)
    const refused = await lab.playbook('rejoin', other(node), '--yes')
    assertExit(refused, 1)
    assert.match(refused.stderr, /is the primary/)
  })

  test('a standby in maintenance catches up', async () => {
    const node = await standby()
    await lab.root(node, 'mysqlha maint on')
    await stopReplica(node)
    await load(async () => undefined)
    const back = await lab.playbook('rejoin', node, '--yes')
    assertExit(back, 0)
    assert.match(back.stdout, /lacks \d+ transactions[\s\S]*still has them[\s\S]*caught up/)
    await hasRows(lab, node, acknowledged)
  })

  for (const method of ['clone', 'logical-dump'])
    test(`a standby is rebuilt by ${method} under load, and lacks nothing`, async () => {
      const node = await standby()
      await load(async () => assertExit(await lab.playbook('rejoin', node, '--method', method, '--yes'), 0))
      assert.equal(await standby(), node)
      await hasRows(lab, node, acknowledged)
    })

  test('a diverged node is explained, kept until its transactions are named, then rebuilt', async () => {
    const node = await standby()
    // What clients know, and the program that prints binary logs does not.
    const optionFile = '/etc/mysql/my.cnf'
    await lab.root(
      node,
      `mkdir -p /etc/mysql && printf '[client]\\ndefault-character-set=utf8mb4\\n' >${optionFile}`,
    )
    const { errant, dump, sha256 } = await diverge(node, 7)
    await lab.root(node, `rm ${optionFile}`)
    assert.equal(await lab.root(node, `stat -c %a '${dump}'`), '600')
    assert.equal((await lab.root(node, `sha256sum '${dump}'`)).split(' ')[0], sha256)

    const unnamed = await lab.playbook('rejoin', node, '--yes')
    assertExit(unnamed, 2)
    assert.match(unnamed.stdout, /lacks 1 transaction .*[\s\S]*INSERT INTO shop\.orders: 1/)
    assert.ok(unnamed.stderr.includes(`--discard ${errant}`), unnamed.stderr)
    const wrong = await lab.playbook('rejoin', node, '--discard', errant.replace(/\d+$/, '999'), '--yes')
    assertExit(wrong, 1)
    assert.equal((await statusOf(lab, node))?.role, 'DIVERGED')

    assertExit(await lab.playbook('rejoin', node, '--discard', errant, '--yes'), 0)
    assert.equal(await standby(), node)
    assert.equal(await has(node, 7), false)
    await assertRows(lab, node, acknowledged)
    await siteChangesNothing(lab)
  })

  test('what was saved can be run on the primary: then nothing is errant any more', async () => {
    const node = await standby()
    const { dump } = await diverge(node, 8)
    const { mysql_root_password: password } = await readSecrets(lab.lab)
    const login = `[client]\nuser=root\npassword="${String(password)}"\nsocket=/run/mysqld/mysqld.sock\n`
    await lab.root(other(node), 'umask 077; cat > /run/root.cnf', login)
    await lab.root(
      other(node),
      '/alidata/mysql/bin/mysql --defaults-file=/run/root.cnf; status=$?; rm /run/root.cnf; exit $status',
      await lab.root(node, `cat '${dump}'`),
    )
    await until('it follows again', 60, async () => (await statusOf(lab, node))?.role === 'STANDBY')
    await whole(lab)
    assert.deepEqual([await has(node, 8), await has(other(node), 8)], [true, true])
  })

  test('an old primary whose server does not answer is rebuilt only when what nobody can tell is given up', async () => {
    const node = other(await standby())
    await lab.root(node, 'systemctl stop mysqld')
    await until('the other one leads', 60, async () => (await statusOf(lab, other(node)))?.role === 'PRIMARY')
    const words = ['rejoin', node, '--method', 'logical-dump', '--yes']
    const refused = await lab.playbook(...words)
    assertExit(refused, 1)
    assert.match(refused.stdout, /what only this node has is lost, and cannot be told/)
    assert.match(refused.stdout + refused.stderr, /--discard unknown gives it up/)
    assert.notEqual((await statusOf(lab, node))?.role, 'CLONING')
    assertExit(await lab.playbook(...words, '--discard', 'unknown'), 0)
    assert.equal(await standby(), node)
    await hasRows(lab, node, acknowledged)
  })

  test('a rebuild whose agent is killed half-way is begun again, whatever accounts are left, and the node is never taken for whole', async () => {
    const node = await standby()
    // As a load that is cut off while it replaces the accounts leaves them.
    const incomplete = "DELETE FROM mysql.user WHERE user='mysql.infoschema'"
    await changeAlone(node, 'SET SESSION sql_log_bin=0', incomplete)
    await lab.root(node, 'mysqlha rebuild --method logical-dump')
    const touched: readonly unknown[] = ['copying', 'preparing', 'starting']
    await until('data is touched', 60, async () =>
      touched.includes((await statusOf(lab, node))?.rebuild?.stage),
    )
    await lab.root(node, 'kill -KILL "$(cat /run/mysqlha/agent.pid)"')
    const again = await until('the next agent answers', 60, () => statusOf(lab, node))
    assert.deepEqual([again.role, again.verdict], ['CLONING', 1])
    assert.equal((await rests(lab, node, 180)).role, 'STANDBY')
    await whole(lab)
    await hasRows(lab, node, acknowledged)
  })

  test('under the policy "reclone" a diverged node comes back by itself, its transactions saved', async () => {
    const { exitCode, stdout, stderr } = await lab.playbook(
      'site',
      '--decision',
      'on_divergence=reclone',
      '--output',
      'plain',
    )
    assert.equal(exitCode, 0, `${stderr}${stdout}`)
    const node = await standby()
    await commitAlone(node, 9)
    await until('the row is gone', 120, async () => !(await has(node, 9).catch(() => true)))
    assert.equal(await standby(), node)
    const roles = (await statusOf(lab, node))?.transitions.map(({ to }) => to) ?? []
    assert.ok(roles.includes('DIVERGED') && roles.includes('CLONING'), roles.join(' '))
    assert.match(
      await lab.root(node, 'cat /var/lib/mysqlha/incidents/*errant.sql'),
      /### INSERT INTO `shop`\.`orders`/,
    )
  })
})
