import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { makeApplication, Writer } from '../faults/application.ts'
import type { Application } from '../faults/application.ts'
import { other, siteChangesNothing, statusOf, whole } from '../faults/pair.ts'
import { hasRows } from '../faults/rows.ts'
import { holdTransaction } from './open-transaction.ts'
import { nodes, openTestLab } from '../support/lab.ts'
import type { TestLab } from '../support/lab.ts'
import { until } from '../support/until.ts'

/** A busy test machine schedules late; on a quiet one the median is a quarter of a second. */
const outageBoundMilliseconds = 2000

describe('planned switchover', { timeout: 900_000 }, () => {
  let lab: TestLab
  let application: Application
  const acknowledged: number[] = []

  before(async () => {
    lab = await openTestLab('switchover')
    const { exitCode, stdout, stderr } = await lab.playbook('site', '--accept-defaults', '--output', 'plain')
    assert.equal(exitCode, 0, `${stderr}${stdout}`)
    application = await makeApplication(lab, await whole(lab))
  })
  after(() => lab.close())

  async function underLoad(meanwhile: () => Promise<void>): Promise<void> {
    const writer = new Writer(application, { sessions: 8, from: (acknowledged.at(-1) ?? 0) + 1_000_000 })
    const more = async (): Promise<void> => {
      const count = writer.acknowledged.length
      await until('more rows are acknowledged', 60, () => writer.acknowledged.length > count + 100)
    }
    try {
      await more()
      await meanwhile()
      await more()
    } finally {
      acknowledged.push(...(await writer.stop()))
    }
  }

  for (const way of ['there', 'back'])
    test(`${way}, under load: no acknowledged row is lost, nothing is errant, and site changes nothing`, async (context) => {
      const from = await whole(lab)
      const term = (await statusOf(lab, from))?.primaryTerm ?? 0
      await underLoad(async () => {
        const { exitCode, stdout, stderr } = await lab.playbook('switchover', '--yes', '--output', 'json')
        assert.equal(exitCode, 0, `${stderr}${stdout}`)
        const done = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { writeOutageMilliseconds: number }
        context.diagnostic(`writes were closed for ${done.writeOutageMilliseconds} ms`)
        assert.ok(done.writeOutageMilliseconds <= outageBoundMilliseconds, stdout)
      })
      assert.equal(await whole(lab), other(from))
      for (const node of nodes) await hasRows(lab, node, acknowledged)
      const now = await statusOf(lab, other(from))
      assert.equal(now?.primaryTerm, term + 1)
      assert.equal(now.recentPromotions, 0, 'a planned switchover is nothing for the flap guard')
      await siteChangesNothing(lab)
    })

  test('a long transaction: refused with its session, and nothing is touched', async () => {
    const from = await whole(lab)
    const term = (await statusOf(lab, from))?.primaryTerm
    const release = await holdTransaction(lab, from)
    try {
      const { exitCode, stdout } = await lab.playbook('switchover', '--yes', '--output', 'plain')
      assert.equal(exitCode, 1, stdout)
      assert.match(stdout, /nothing was touched: session \d+ of root .* transaction open for \d+ s/)
    } finally {
      release()
    }
    assert.equal(await whole(lab), from)
    assert.equal((await statusOf(lab, from))?.primaryTerm, term)
  })

  test('locked tables: closing does not get through, so it is undone within seconds and says so', async () => {
    const from = await whole(lab)
    const term = (await statusOf(lab, from))?.primaryTerm
    const release = await holdTransaction(lab, from, ['LOCK TABLES shop.orders WRITE'])
    try {
      const { exitCode, stdout } = await lab.playbook('switchover', '--yes', '--output', 'plain')
      assert.equal(exitCode, 1, stdout)
      assert.match(
        stdout,
        /undone: Lock wait timeout exceeded.*writes were closed for \d+ ms, this node is primary as before/s,
      )
    } finally {
      release()
    }
    assert.equal(await whole(lab), from)
    assert.equal((await statusOf(lab, from))?.primaryTerm, term)
    await underLoad(async () => undefined)
  })

  test('the standby is out for maintenance: refused in words, and nothing is touched', async () => {
    const from = await whole(lab)
    await lab.root(other(from), 'mysqlha maint on')
    const { exitCode, stdout } = await lab.playbook('switchover', '--yes', '--output', 'plain')
    assert.equal(exitCode, 1)
    assert.match(stdout, /✖ .* is its standby \(MAINT/)
    await lab.root(other(from), 'mysqlha maint off')
    assert.equal(await whole(lab), from)
  })

  test('the standby’s applier is stopped: the position is not reached, so it is undone in the same term', async () => {
    const from = await whole(lab)
    const term = (await statusOf(lab, from))?.primaryTerm
    await lab.root(other(from), 'kill -STOP "$(cat /run/mysqld/mysqld.pid)"')
    try {
      const { exitCode, stdout } = await lab.attempt(from, 'mysqlha switchover 2>&1')
      assert.equal(exitCode, 1, stdout)
      assert.match(stdout, /nothing was touched|undone/)
    } finally {
      await lab.root(other(from), 'kill -CONT "$(cat /run/mysqld/mysqld.pid)"')
    }
    assert.equal(await whole(lab), from)
    assert.equal((await statusOf(lab, from))?.primaryTerm, term)
  })
})
