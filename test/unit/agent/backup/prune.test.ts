import assert from 'node:assert/strict'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { readIndex, replaceIndex } from '../../../../agent/backup/index-file.ts'
import { prune } from '../../../../agent/backup/prune.ts'
import { recover } from '../../../../agent/backup/recover.ts'
import { expired } from '../../../../agent/backup/retention.ts'
import type { BackupSettings } from '../../../../agent/backup/settings.ts'
import { clearLeftovers, condemnBackup } from '../../../../agent/backup/store/partial.ts'
import { assertWhole, ids, place, runOf } from './backups-on-disk.ts'
import { chainOf, tried } from './records.ts'
import { listed } from './store/scratch.ts'

const weekOf = (day: string) =>
  chainOf(new Date(`2026-11-${day}T01:59:00Z`), 3).map((record) => tried(record))
const [oldest, newest] = [weekOf('02'), weekOf('09')]

describe('a deletion', () => {
  const all = [...oldest, ...newest]
  const going = expired(all, { keepChains: 0 })
  assert.deepEqual(ids(going), ids(oldest.toReversed()))

  test('takes what has expired, and says so', async (context) => {
    const settings = await place(context, all)
    assert.deepEqual(
      await runOf(prune, settings),
      ids(going).map((id) => `deleted ${id}: it has expired`),
    )
    await assertWhole(settings, newest)
    assert.deepEqual(await runOf(prune, settings), [])
  })

  /** All but the first ones that go. */
  const without = (count: number) => all.filter((one) => !going.slice(0, count).includes(one))
  type Step = (settings: BackupSettings) => Promise<unknown>
  const steps: Step[] = going.flatMap(({ id }, number): Step[] => [
    ({ directory }) => condemnBackup(directory, id),
    ({ index }) => replaceIndex(index, without(number + 1)),
    async ({ directory }) => rmSync(join(directory, `.deleting-${id}`, 'manifest.json')),
    ({ directory }) => clearLeftovers(directory),
  ])
  for (let done = 0; done <= steps.length; done++)
    test(`that was cut off after ${done} of ${steps.length} steps is gone on with`, async (context) => {
      const settings = await place(context, all)
      for (const step of steps.slice(0, done)) await step(settings)
      await runOf(recover, settings)
      await assertWhole(settings, without(Math.ceil(done / 4)))
      await runOf(prune, settings)
      await assertWhole(settings, newest)
    })

  test('leaves alone what the index does not name, and what is no backup', async (context) => {
    const settings = await place(context, all)
    const strangers = ['2026-10-05T015900-full', 'lost+found', 'scratch', '.scratch-abc']
    for (const name of strangers) mkdirSync(join(settings.directory, name))
    const said = await runOf(prune, settings)
    assert.equal(
      said.at(-1),
      '2026-10-05T015900-full is not in the index: it is kept, and counts for nothing until it is: mysqlha backup reindex',
    )
    assert.deepEqual(listed(settings.directory), [...strangers, ...ids(newest)].sort())
  })

  test('where the disk of the backups is away forgets none', async (context) => {
    const settings = await place(context, all)
    rmSync(settings.directory, { recursive: true })
    assert.deepEqual(await runOf(prune, settings), [])
    assert.deepEqual(ids(await readIndex(settings.index)), ids(all))
  })
})
