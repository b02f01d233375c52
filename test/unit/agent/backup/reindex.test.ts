import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { TestContext } from 'node:test'
import { writeCounts } from '../../../../agent/backup/check/counts-file.ts'
import { readIndex, replaceIndex } from '../../../../agent/backup/index-file.ts'
import type { BackupRecord } from '../../../../agent/backup/record.ts'
import { writeRecord } from '../../../../agent/backup/record-file.ts'
import { reindex } from '../../../../agent/backup/reindex.ts'
import type { BackupSettings } from '../../../../agent/backup/settings.ts'
import { checkManifestFiles, readManifest, writeManifest } from '../../../../agent/backup/store/manifest.ts'
import { backup, chainOf, tried } from './records.ts'
import { settingsBelow } from './settings-example.ts'
import { plainly, scratch, unaborted } from './store/scratch.ts'

const weeks = ['02', '09'].flatMap((day) => chainOf(new Date(`2026-11-${day}T01:59:00Z`), 3))

/** Backups as `makeBackup` leaves them, and an index that names some of them. */
async function placed(context: TestContext, indexed: (record: BackupRecord) => boolean) {
  const settings = settingsBelow(scratch(context))
  const records: BackupRecord[] = []
  for (const week of weeks) {
    const directory = join(settings.directory, week.id)
    mkdirSync(directory, { recursive: true })
    const counts = await writeCounts(directory, [], plainly, unaborted)
    const manifest = { version: 1, id: week.id, compression: 'none', encrypted: false } as const
    const manifestSha256 = await writeManifest(directory, { ...manifest, files: [], counts })
    const record = { ...week, manifestSha256 }
    await writeRecord(directory, record)
    records.push(record)
  }
  await replaceIndex(
    settings.index,
    records.filter(indexed).map((record) => tried(record)),
  )
  return { settings, records }
}

async function run(settings: BackupSettings) {
  const said: string[] = []
  const leftOut = await reindex(settings, (line) => said.push(line))
  return { said, leftOut, index: await readIndex(settings.index) }
}

describe('taking backups into the index', () => {
  test('a lost index comes back, in its order, with nothing proven', async (context) => {
    const { settings, records } = await placed(context, () => true)
    rmSync(settings.index)
    const { said, index } = await run(settings)
    assert.deepEqual(index, records)
    assert.deepEqual(
      said,
      records.map(({ id }) => `${id} is in the index`),
    )
  })

  test('what it names already keeps its proof', async (context) => {
    const { settings, records } = await placed(context, ({ sequence }) => sequence !== 1)
    const { index } = await run(settings)
    assert.deepEqual(
      index,
      records.map((record) => (record.sequence === 1 ? record : tried(record))),
    )
  })

  test('nothing is written when it names all', async (context) => {
    const { settings, records } = await placed(context, () => true)
    const { said, index } = await run(settings)
    assert.deepEqual(said, ['the index names every backup that is there'])
    assert.deepEqual(index.length, records.length)
  })

  test('a clock that was set back within a chain does not tear it', async (context) => {
    const { settings, records } = await placed(context, () => false)
    const place = join(settings.directory, records[2]?.id ?? '', 'record.json')
    const record = { ...records[2], startedAt: '2026-11-02T00:30:00.000Z' } as BackupRecord
    writeFileSync(place, JSON.stringify(record))
    assert.deepEqual((await run(settings)).index, [...records.slice(0, 2), record, ...records.slice(3)])
  })

  const broken: [what: string, breakIt: (path: string) => void, why: RegExp][] = [
    ['without a record', (path) => rmSync(join(path, 'record.json')), /record\.json.*missing/],
    ['with half a record', (path) => halve(join(path, 'record.json')), /record\.json.*cannot be read/],
    ['without a manifest', (path) => rmSync(join(path, 'manifest.json')), /manifest\.json.*missing/],
    ['with half a manifest', (path) => halve(join(path, 'manifest.json')), /another checksum/],
    [
      'with the record of another one',
      (path) => {
        rmSync(path, { recursive: true })
        renameSync(path.replace('2026-11-10', '2026-11-11'), path)
      },
      /holds the backup 2026-11-11/,
    ],
  ]
  for (const [what, breakIt, why] of broken)
    test(`one ${what} is left out, and told`, async (context) => {
      const { settings, records } = await placed(context, () => false)
      breakIt(join(settings.directory, '2026-11-10T015900-incremental'))
      const { said, leftOut, index } = await run(settings)
      assert.ok(
        said.some((line) => /^2026-11-10T015900-incremental is left out: /.test(line) && why.test(line)),
      )
      assert.equal(leftOut, said.filter((line) => line.includes('is left out')).length)
      // Nor is what builds on it taken in.
      assert.deepEqual(index, records.slice(0, 4))
    })

  test('a branch that was lost with an index is left out of the chain that went on', async (context) => {
    const { settings, records } = await placed(context, () => false)
    const after = backup(new Date('2026-11-12T01:59:00Z'), records[4] ?? null)
    const known = [...records.slice(0, 5), after]
    await replaceIndex(settings.index, known)
    const { said, leftOut, index } = await run(settings)
    assert.deepEqual(said, [`2026-11-11T015900-incremental is left out: its chain goes on with ${after.id}`])
    assert.equal(leftOut, 1)
    assert.deepEqual(index, known)
  })

  test('the order of what it names stays, though a clock was ahead', async (context) => {
    const { settings, records } = await placed(context, () => false)
    const ahead = records.slice(0, 3).map((record) => ({ ...record, startedAt: '2027-01-01T00:00:00.000Z' }))
    const known = [...ahead, ...records.slice(3, 5)]
    await replaceIndex(settings.index, known)
    assert.deepEqual((await run(settings)).index, [...known, ...records.slice(5)])
  })

  test('the record is a file of the backup', async (context) => {
    const { settings, records } = await placed(context, () => true)
    const [first] = records
    const directory = join(settings.directory, first?.id ?? '')
    const manifest = await readManifest(directory, first?.manifestSha256 ?? '')
    await checkManifestFiles(directory, manifest, new AbortController().signal)
  })
})

function halve(path: string): void {
  const text = readFileSync(path, 'utf8')
  writeFileSync(path, text.slice(0, text.length / 2))
}
