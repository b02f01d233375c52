import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'
import { pullThePlug } from '../../../lab/host/power.ts'
import { nodeOf } from '../../../lab/lab.ts'
import { cut, heal } from '../../../lab/trouble.ts'
import { nodes, openTestLab } from '../support/lab.ts'
import type { NodeName, TestLab } from '../support/lab.ts'
import { until } from '../support/until.ts'
import { makeApplication } from './application.ts'
import type { Application } from './application.ts'
import { isKeptApart } from './kept-apart.ts'
import { underLoad } from './load.ts'
import { afterHeartbeat, clearFlap, leads, other, rests, siteChangesNothing, whole } from './pair.ts'
import { assertRows, hasRows } from './rows.ts'
import { sqlOn } from './sql.ts'

const killMysqld = 'kill -KILL "$(cat /run/mysqld/mysqld.pid)"'

describe('a pair', { timeout: 1_800_000 }, () => {
  let lab: TestLab
  let application: Application
  /** All rows whose commit any application was told of. */
  const acknowledged: number[] = []

  const load = (meanwhile: () => Promise<void>): Promise<void> =>
    underLoad(application, acknowledged, meanwhile)

  /** Makes a host a bare one, as if its hardware had been replaced, and forms the pair again. */
  async function replace(node: NodeName): Promise<void> {
    await lab.control('reset', node)
    const { exitCode, stdout, stderr } = await lab.playbook('site', '--output', 'plain')
    assert.equal(exitCode, 0, `${stderr}${stdout}`)
    assert.equal(await whole(lab), other(node))
  }

  before(async () => {
    lab = await openTestLab('failover')
    const { exitCode, stdout, stderr } = await lab.playbook('site', '--accept-defaults', '--output', 'plain')
    assert.equal(exitCode, 0, `${stderr}${stdout}`)
    application = await makeApplication(lab, await whole(lab))
  })
  after(() => lab.close())
  afterEach(() => clearFlap(lab))

  test('mysqld killed on a quiet primary: the other leads with every row, the old one follows', async () => {
    await load(async () => undefined)
    const old = await whole(lab)
    await hasRows(lab, other(old), acknowledged)
    await afterHeartbeat(lab, old)
    await lab.root(old, killMysqld)
    await leads(lab, other(old))
    await assertRows(lab, other(old), acknowledged)
    assert.equal((await rests(lab, old)).role, 'STANDBY')
    assert.equal(await whole(lab), other(old))
    await siteChangesNothing(lab)
  })

  test('mysqld killed under load: no acknowledged row is lost; the old one follows, or is kept apart', async (context) => {
    const old = await whole(lab)
    await load(async () => {
      await lab.root(old, killMysqld)
      await leads(lab, other(old))
    })
    await assertRows(lab, other(old), acknowledged)
    const { role, divergence } = await rests(lab, old)
    context.diagnostic(`${old} is ${role} ${divergence?.errant ?? ''}`)
    if (role === 'STANDBY') return siteChangesNothing(lab)

    await isKeptApart(lab, old)
    await replace(old)
    await assertRows(lab, old, acknowledged)
  })

  test('keepalived stopped on the primary: the VIP and the role move together', async () => {
    const old = await whole(lab)
    await lab.root(old, 'systemctl stop keepalived')
    await leads(lab, other(old))
    assert.equal((await rests(lab, old)).role, 'STANDBY')
    await lab.root(old, 'systemctl start keepalived')
    assert.equal(await whole(lab), other(old))
    await siteChangesNothing(lab)
  })

  const losses = [
    ['its agent is frozen', 'kill -STOP "$(cat /run/mysqlha/agent.pid)"', 'true'],
    ['its agent is stopped', 'systemctl stop mysqlha-agent', 'systemctl start mysqlha-agent'],
    ['it is taken out for maintenance', 'mysqlha maint on', 'mysqlha maint off'],
  ] as const
  for (const [title, begin, end] of losses)
    test(`${title}: the other leads with every row, the old primary follows`, async () => {
      const old = await whole(lab)
      await lab.root(old, begin)
      await leads(lab, other(old))
      await assertRows(lab, other(old), acknowledged)
      await lab.root(old, end)
      assert.equal((await rests(lab, old)).role, 'STANDBY')
      assert.equal(await whole(lab), other(old))
    })

  test('power lost on the primary: the other leads, and the old one follows when it is back', async () => {
    const old = await whole(lab)
    await afterHeartbeat(lab, old)
    await lab.control('kill', old)
    await leads(lab, other(old))
    await assertRows(lab, other(old), acknowledged)
    await lab.control('up')
    assert.equal((await rests(lab, old, 120)).role, 'STANDBY')
    assert.equal(await whole(lab), other(old))
    await siteChangesNothing(lab)
  })

  test('power lost on a primary with a commit that its standby never got: it is kept apart until it is replaced', async () => {
    const old = await whole(lab)
    await afterHeartbeat(lab, old)
    await cut(lab.lab, 'pair')
    const commit = sqlOn(lab, old, 'INSERT INTO shop.orders VALUES (0)').catch(() => undefined)
    await until('the commit waits for the standby', 10, async () => {
      const [row] = await sqlOn(
        lab,
        old,
        "SELECT COUNT(*) AS waiting FROM performance_schema.processlist WHERE state LIKE 'Waiting for semi-sync ACK%'",
      )
      // Its second may be over before anybody looks: the standby has not got it all the same.
      const [state] = await sqlOn(lab, old, "SHOW GLOBAL STATUS LIKE 'Rpl_semi_sync_source_status'")
      return Number(row?.['waiting']) > 0 || state?.['Value'] === 'OFF'
    })
    await pullThePlug(nodeOf(lab.lab, old))
    await commit
    await heal(lab.lab)
    await leads(lab, other(old))
    await assertRows(lab, other(old), acknowledged)
    await lab.control('up')
    assert.equal((await rests(lab, old, 120)).role, 'DIVERGED')
    await isKeptApart(lab, old)
    await replace(old)
    await hasRows(lab, old, acknowledged)
    await siteChangesNothing(lab)
  })

  test('either host replaced by a bare one: it is seeded from the living one, under load', async () => {
    for (const node of nodes) {
      if ((await whole(lab)) === node) {
        await lab.root(node, killMysqld)
        await leads(lab, other(node))
        await whole(lab)
      }
      await load(() => replace(node))
      await hasRows(lab, node, acknowledged)
      await siteChangesNothing(lab)
      await clearFlap(lab)
    }
  })
})
