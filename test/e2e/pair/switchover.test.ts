import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { makeApplication } from '../faults/application.ts'
import type { Application } from '../faults/application.ts'
import { underLoad } from '../faults/load.ts'
import { other, siteChangesNothing, statusOf, whole } from '../faults/pair.ts'
import { hasRows } from '../faults/rows.ts'
import { holdLock, holdTransaction } from './open-transaction.ts'
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

  const load = (meanwhile: () => Promise<void>): Promise<void> =>
    underLoad(application, acknowledged, meanwhile)

  for (const way of ['there', 'back'])
    test(`${way}, under load: no acknowledged row is lost, nothing is errant, and site changes nothing`, async (context) => {
      const from = await whole(lab)
      const term = (await statusOf(lab, from))?.primaryTerm ?? 0
      await load(async () => {
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

  test('there and back again at once: the second waits until the old primary could take over, and goes through', async () => {
    const from = await whole(lab)
    for (const next of [other(from), from]) {
      const { exitCode, stdout, stderr } = await lab.playbook('switchover', '--yes', '--output', 'plain')
      assert.equal(exitCode, 0, `${stderr}${stdout}`)
      assert.equal(await whole(lab), next)
    }
  })

  test('a long transaction: refused with its session, and nothing is touched', async () => {
    const from = await whole(lab)
    const term = (await statusOf(lab, from))?.primaryTerm
    const { release } = await holdTransaction(lab, from)
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
    const release = await holdLock(lab, from, 'LOCK TABLES shop.orders WRITE')
    try {
      const { exitCode, stdout } = await lab.playbook('switchover', '--yes', '--output', 'plain')
      assert.equal(exitCode, 1, stdout)
      assert.match(stdout, /undone: .*writes were closed for \d+ ms, this node is primary as before/s)
    } finally {
      release()
    }
    assert.equal(await whole(lab), from)
    assert.equal((await statusOf(lab, from))?.primaryTerm, term)
    await load(async () => undefined)
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

  test('the standby’s applier is held up: the position is not reached, so it is undone in the same term', async () => {
    const from = await whole(lab)
    const term = (await statusOf(lab, from))?.primaryTerm
    const asked = async (): Promise<string> =>
      lab.root(from, 'grep -c "a planned switchover was asked for" /var/log/mysqlha/notify.log || true')
    // Committed after both nodes were found fit, so that the standby has a row to apply that it cannot. The agent waits a
    // second for the transaction: where the commit comes later nothing is touched, and it is tried again.
    for (let row = 2, said = ''; !said.includes('undone'); row += 1) {
      assert.ok(row < 6, said)
      const before = await asked()
      const transaction = await holdTransaction(lab, from, row)
      const unlock = await holdLock(lab, other(from), 'LOCK TABLES shop.orders READ')
      try {
        const switching = lab.attempt(from, 'mysqlha switchover 2>&1')
        await until('a switchover was asked for', 20, async () => (await asked()) !== before)
        await transaction.commit()
        const { exitCode, stdout } = await switching
        assert.equal(exitCode, 1, stdout)
        said = stdout
      } finally {
        transaction.release()
        unlock()
      }
    }
    assert.equal(await whole(lab), from)
    assert.equal((await statusOf(lab, from))?.primaryTerm, term)
  })
})
