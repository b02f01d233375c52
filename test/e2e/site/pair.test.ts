import { after, before, describe } from 'node:test'
import { openTestLab } from '../support/lab.ts'
import type { TestLab } from '../support/lab.ts'
import { firstRun } from './first-run.ts'
import { refusedByHosts } from './refused-by-hosts.ts'
import { waysToRun } from './ways-to-run.ts'
import { wholePair } from './whole-pair.ts'

// One pair serves them all, in this order: from bare hosts to a pair that stands.
describe('site on two real hosts', { timeout: 1_200_000 }, () => {
  let opened: TestLab | undefined
  const lab = (): TestLab => {
    if (!opened) throw new Error('the lab is not up')
    return opened
  }
  before(async () => {
    opened = await openTestLab('pair')
  })
  after(() => opened?.close())

  refusedByHosts(lab)
  firstRun(lab)
  wholePair(lab)
  waysToRun(lab)
})
