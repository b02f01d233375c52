import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { drills } from '../../../src/drill/catalogue.ts'
import { siteChangesNothing } from '../faults/pair.ts'
import { openTestLab } from '../support/lab.ts'
import type { TestLab } from '../support/lab.ts'

/** What every flavour must survive; the default one survives all. */
const core = [
  'mysql-primary-killed',
  'keepalived-primary-stopped',
  'mysqld-frozen',
  'switchover-there-and-back',
  'cut-pair',
  'power-off-primary',
  'unacknowledged-tail',
]

const flavour = process.env.PLAYBOOK_FLAVOUR ?? 'mysql97'
const names = drills.map(({ name }) => name).filter((name) => flavour === 'mysql97' || core.includes(name))

describe(`drills on ${flavour}`, { timeout: 2_400_000 }, () => {
  let lab: TestLab
  before(async () => {
    lab = await openTestLab(`drills-${flavour}`, flavour)
    const { exitCode, stdout, stderr } = await lab.playbook('site', '--accept-defaults', '--output', 'plain')
    assert.equal(exitCode, 0, `${stderr}${stdout}`)
  })
  after(() => lab.close())

  for (const name of names)
    test(name, async (context) => {
      const { exitCode, stdout, stderr } = await lab.playbook('drill', name, '--yes')
      context.diagnostic(stdout.split('\n').slice(0, 2).join('\n'))
      try {
        assert.equal(exitCode, 0, `${stderr}${stdout}`)
      } catch (error) {
        await lab.playbook('drill', '--restore')
        throw error
      }
      await siteChangesNothing(lab)
    })
})
