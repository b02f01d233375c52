import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { other, siteChangesNothing, statusOf, whole } from '../faults/pair.ts'
import type { NodeName, TestLab } from '../support/lab.ts'
import { until } from '../support/until.ts'
import { backUp, openBackupLab } from './backups-lab.ts'
import { assertSame, Ledger } from './ledger.ts'

const flavour = process.env['PLAYBOOK_FLAVOUR'] ?? 'mysql97'

/** The recipe of docs/backups.md for a mistake that was replicated. */
describe(`the whole pair of ${flavour} goes back in time`, { timeout: 900_000 }, () => {
  let lab: TestLab
  let ledger: Ledger
  let primary: NodeName
  let standby: NodeName

  before(async () => {
    lab = await openBackupLab('backups', flavour, { sealed: flavour === 'mariadb1011' })
    primary = await whole(lab)
    standby = other(primary)
    ledger = new Ledger(lab)
    await ledger.create()
  })
  after(() => lab.close())

  const playbook = async (...words: string[]) => {
    const { exitCode, stdout, stderr } = await lab.playbook(...words)
    return { exitCode, text: stdout + stderr }
  }

  test('to the second before a mistake, which is shown, and given up', async () => {
    await ledger.grow(2)
    await backUp(lab, standby, 0)
    const good = await ledger.grow(2)
    const mistaken = await ledger.grow(2)
    const second = good.at(-1)?.at.slice(0, 19) ?? ''

    await lab.root(standby, 'mysqlha maint on')
    await lab.root(primary, 'mysqlha maint on')
    const restored = await playbook('restore', standby, '--yes', '--instead', '--until', `${second}Z`)
    assert.equal(restored.exitCode, 0, restored.text)
    assertSame(await ledger.on(standby), good, 'restored')
    assertSame(await ledger.on(primary), mistaken, 'nothing is lost yet')

    await lab.root(standby, 'mysqlha maint off && mysqlha adopt --primary SELF')
    let notices = ''
    await until(
      'it leads',
      60,
      async () => {
        notices = await lab.root(standby, 'tail -n 5 /var/log/mysqlha/notify.log')
        return (await statusOf(lab, standby))?.role === 'PRIMARY'
      },
      () => notices,
    )
    const shown = await playbook('rejoin', primary, '--yes')
    assert.notEqual(shown.exitCode, 0, 'what only the old primary has is given up by nobody but a person')
    const discard = /--discard (\S+) --yes/.exec(shown.text)?.[1] ?? ''
    const rejoined = await playbook('rejoin', primary, '--yes', '--discard', discard)
    assert.equal(rejoined.exitCode, 0, `${shown.text}\n${rejoined.text}`)
    assert.equal(await whole(lab), standby)
    assertSame(await ledger.on(primary), good, 'rebuilt')
  })

  test('and goes on', async () => {
    await ledger.grow(1)
    assert.equal((await statusOf(lab, standby))?.role, 'PRIMARY')
    await siteChangesNothing(lab)
  })
})
