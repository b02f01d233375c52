import assert from 'node:assert/strict'
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { appendRecord, readIndex, replaceIndex } from '../../../../agent/backup/index-file.ts'
import { recover } from '../../../../agent/backup/recover.ts'
import type { BackupRecord } from '../../../../agent/backup/record.ts'
import type { BackupSettings } from '../../../../agent/backup/settings.ts'
import { assertWhole, makeFiles, place, runOf } from './backups-on-disk.ts'
import { chainOf } from './records.ts'
import { settingsBelow } from './settings-example.ts'
import { listed, scratch } from './store/scratch.ts'

describe('a run that was cut off', () => {
  const [full, second] = chainOf(new Date('2026-11-09T01:59:00Z'), 2) as [BackupRecord, BackupRecord]
  const partial = (settings: BackupSettings) => join(settings.directory, `.partial-${second.id}`)
  const cutLine = JSON.stringify(second).slice(0, 99)
  type Case = [
    what: string,
    course: (settings: BackupSettings) => unknown,
    left: BackupRecord[],
    said: RegExp[],
  ]
  const deleted = /^deleted \.partial-2026-11-10T015900-incremental: left by an interrupted run$/
  const cases: Case[] = [
    ['before it began', () => undefined, [full], []],
    ['with nothing in it', (settings) => mkdirSync(partial(settings)), [full], [deleted]],
    ['with all its files', (settings) => makeFiles(partial(settings)), [full], [deleted]],
    [
      'within its line of the index',
      (settings) => {
        makeFiles(partial(settings))
        writeFileSync(settings.index, `${JSON.stringify(full)}\n${cutLine}`)
      },
      [full],
      [deleted],
    ],
    [
      'after its line of the index',
      async (settings) => {
        makeFiles(partial(settings))
        await appendRecord(settings.index, second)
      },
      [full, second],
      [/^2026-11-10T015900-incremental: completed, its run was interrupted right before$/],
    ],
    [
      'when it was done',
      async (settings) => {
        makeFiles(join(settings.directory, second.id))
        await appendRecord(settings.index, second)
      },
      [full, second],
      [],
    ],
    ['in a trial', (settings) => makeFiles(join(settings.directory, '.scratch-abc')), [full], []],
  ]
  for (const [what, course, left, said] of cases)
    test(`${what}: ${left.length} backups`, async (context) => {
      const settings = await place(context, [full])
      await course(settings)
      const lines = await runOf(recover, settings)
      assert.equal(lines.length, said.length, lines.join('\n'))
      for (const [number, line] of lines.entries()) assert.match(line, said[number]!)
      await assertWhole(settings, left)
      assert.deepEqual(await runOf(recover, settings), [])
    })

  test('leaves no logins, whatever umask there is', async (context) => {
    const settings = await place(context, [full])
    makeFiles(settings.runDirectory)
    const umask = process.umask(0o077)
    try {
      await runOf(recover, settings)
    } finally {
      process.umask(umask)
    }
    assert.deepEqual(listed(settings.runDirectory), [])
    assert.equal(statSync(settings.runDirectory).mode & 0o777, 0o711)
  })

  test('a server beside, and an index that cannot be read, cost no files', async (context) => {
    const settings = await place(context, [full])
    for (const name of ['scratch', `.partial-${second.id}`]) mkdirSync(join(settings.directory, name))
    writeFileSync(settings.index, '{}\n')
    await assert.rejects(runOf(recover, settings), /index:1: /)
    assert.deepEqual(listed(settings.directory), [`.partial-${second.id}`, full.id, 'scratch'].sort())
    await replaceIndex(settings.index, [full])
    await runOf(recover, settings)
    assert.deepEqual(listed(settings.directory), [full.id, 'scratch'].sort())
  })

  test('is not gone on with where the disk of the backups is away: nothing is forgotten', async (context) => {
    const settings = await place(context, [full, second])
    for (const { id } of [full, second]) rmSync(join(settings.directory, id), { recursive: true })
    await assert.rejects(
      runOf(recover, settings),
      /none of the 2 backups .* is its disk mounted\? Nothing was touched/,
    )
    assert.deepEqual(await readIndex(settings.index), [full, second])
    // The directory itself is on that disk.
    rmSync(settings.directory, { recursive: true })
    await assert.rejects(runOf(recover, settings), /is its disk mounted/)
  })

  test('is none where there are no backups', async (context) => {
    const settings = settingsBelow(scratch(context))
    rmSync(settings.directory, { recursive: true })
    assert.deepEqual(await runOf(recover, settings), [])
    assert.ok(existsSync(settings.runDirectory))
  })
})
