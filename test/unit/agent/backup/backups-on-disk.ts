import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { chainsOf, isGapless } from '../../../../agent/backup/chain.ts'
import { readIndex, replaceIndex } from '../../../../agent/backup/index-file.ts'
import type { prune } from '../../../../agent/backup/prune.ts'
import type { BackupRecord } from '../../../../agent/backup/record.ts'
import type { BackupSettings } from '../../../../agent/backup/settings.ts'
import { settingsBelow } from './settings-example.ts'
import { listed, scratch } from './store/scratch.ts'

export const ids = (records: readonly BackupRecord[]) => records.map(({ id }) => id)

/** The files of a backup. */
export function makeFiles(path: string): void {
  mkdirSync(path)
  for (const name of ['data.mbstream', 'manifest.json']) writeFileSync(join(path, name), name)
}

/** Backups as they lie there, with their index. */
export async function place(context: TestContext, records: readonly BackupRecord[]): Promise<BackupSettings> {
  const settings = settingsBelow(scratch(context), { keepChains: 0 })
  await replaceIndex(settings.index, records)
  for (const { id } of records) makeFiles(join(settings.directory, id))
  return settings
}

/** What it says. */
export async function runOf(work: typeof prune, settings: BackupSettings): Promise<string[]> {
  const said: string[] = []
  await work(settings, (line) => said.push(line))
  return said
}

/** What the index names is there, complete, and nothing else; and each backup has all that it builds on. */
export async function assertWhole({ directory, index }: BackupSettings, expected: readonly BackupRecord[]) {
  const records = await readIndex(index)
  assert.deepEqual(ids(records), ids(expected))
  assert.deepEqual(listed(directory), ids(expected).sort())
  for (const id of ids(expected)) assert.equal(readdirSync(join(directory, id)).length, 2)
  assert.ok(chainsOf(records).every(isGapless))
}
