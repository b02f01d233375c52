import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { TestContext } from 'node:test'
import type { JournalEntry } from '../../../src/journal/journal.ts'
import { newestJournal } from '../support/journal.ts'
import { nodes, openTestLab } from '../support/lab.ts'
import type { TestLab } from '../support/lab.ts'
import { Course } from './course.ts'
import { killedAt } from './killed-run.ts'
import { startedTwice, startsOn } from './ledger.ts'
import { drawMoments, inOrder, jobsThatOutlived, momentsInJobs } from './moments.ts'
import type { Moment } from './moments.ts'
import { randomFrom } from './random.ts'

const seed = Number(process.env.PLAYBOOK_SEED ?? Math.floor(Math.random() * 1e6))
const site = ['site', '--accept-defaults', '--output', 'plain']
const resume = ['resume', '--output', 'plain']

/** Twelve moments of all events, since one or two may come after the end; with PLAYBOOK_SWEEP=jobs one inside every job. */
function momentsOf(entries: readonly JournalEntry[], course: Course): Moment[] {
  const random = randomFrom(seed)
  return process.env.PLAYBOOK_SWEEP === 'jobs'
    ? inOrder(momentsInJobs(entries, course, random))
    : drawMoments(entries, course, { all: 12, inJobs: 4 }, random)
}

/** One first `site` that is killed and resumed until nothing is left; gives how often it died. */
async function sweep(lab: TestLab, course: Course, moments: readonly Moment[], context: TestContext) {
  let [killed, words] = [0, site]
  for (const moment of moments) {
    const { end, at } = await killedAt(lab, words, course, moment)
    if (at === undefined) assert.equal(end.exitCode, 0, `${moment.title}: ${end.stderr}${end.stdout}`)
    else killed += 1
    context.diagnostic(`${moment.title}: ${at === undefined ? 'ended before' : `killed at ${at.kind}`}`)
    words = resume
  }
  const last = await lab.playbook(...resume)
  assert.equal(last.exitCode, 0, `${last.stderr}${last.stdout}`)
  return killed
}

describe('the runner is killed', { timeout: 1_800_000 }, () => {
  let lab: TestLab
  before(async () => {
    lab = await openTestLab('sweep')
  })
  after(() => lab.close())

  test(`at moments of the first site, and resumed: the same end, nothing twice (PLAYBOOK_SEED=${seed})`, async (context) => {
    const undisturbed = await lab.playbook(...site)
    assert.equal(undisturbed.exitCode, 0, `${undisturbed.stderr}${undisturbed.stdout}`)
    const expected = await lab.snapshot()
    const entries = newestJournal(lab.workingDirectory)
    const course = new Course(entries)
    await lab.bare()

    const moments = momentsOf(entries, course)
    const killed = await sweep(lab, course, moments, context)
    assert.ok(killed >= Math.min(10, moments.length), `killed ${killed} times`)
    const outlived = jobsThatOutlived(newestJournal(lab.workingDirectory))
    assert.ok(outlived.length >= 3, `${outlived.length} jobs outlived their runner`)
    for (const node of nodes) assert.deepEqual(startedTwice(await startsOn(lab, node)), [], node)
    assert.deepEqual(await lab.snapshot(), expected)
  })
})
