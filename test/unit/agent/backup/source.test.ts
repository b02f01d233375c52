import assert from 'node:assert/strict'
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { TestContext } from 'node:test'
import { writeCounts } from '../../../../agent/backup/check/counts-file.ts'
import type { BackupRecord } from '../../../../agent/backup/record.ts'
import { keyOf, sealOf } from '../../../../agent/backup/seal-of.ts'
import { chainUpTo, openSources } from '../../../../agent/backup/source.ts'
import { DamagedError } from '../../../../agent/backup/store/damaged.ts'
import { writeManifest } from '../../../../agent/backup/store/manifest.ts'
import { chainOf } from './records.ts'
import { exampleBackupSettings, settingsBelow } from './settings-example.ts'
import { plainly, scratch, unaborted } from './store/scratch.ts'

const [m, t, w] = chainOf(new Date('2026-11-30T01:59:00Z'), 3) as [BackupRecord, BackupRecord, BackupRecord]
const [n, u] = chainOf(new Date('2026-12-07T01:59:00Z'), 2) as [BackupRecord, BackupRecord]

describe('all that a restore of a backup needs', () => {
  const all = [m, t, w, n, u]
  const cases: [what: string, records: BackupRecord[], id: string, chain: BackupRecord[] | RegExp][] = [
    ['a full one alone', all, m.id, [m]],
    ['those before it', all, w.id, [m, t, w]],
    ['not those after it', all, t.id, [m, t]],
    ['not those of another chain', all, u.id, [n, u]],
    ['one that the index does not name', all, 'x', /the index names no backup x/],
    ['one in an empty index', [], m.id, /the index names no backup/],
    ['one in between is missing', [m, w, n], w.id, /builds on is missing in the index/],
    ['one before a hole', [m, t, { ...w, sequence: 3 }], t.id, [m, t]],
    ['its full one is missing', [t, w], t.id, /builds on is missing in the index/],
  ]
  for (const [what, records, id, chain] of cases)
    test(what, () => {
      if (chain instanceof RegExp) assert.throws(() => chainUpTo(records, id), chain)
      else assert.deepEqual(chainUpTo(records, id), chain)
    })
})

/** Writes manifests of both, and gives the records that name them. */
async function stored(context: TestContext, encrypted = false) {
  const settings = settingsBelow(scratch(context), { compression: 'gzip' })
  const pathOf = ({ id }: BackupRecord) => join(settings.directory, id)
  const records = await Promise.all(
    [m, n].map(async (record) => {
      mkdirSync(pathOf(record))
      const manifest = {
        version: 1,
        id: record.id,
        compression: 'none',
        encrypted,
        files: [],
        counts: await writeCounts(pathOf(record), [], plainly, unaborted),
      } as const
      return { ...record, manifestSha256: await writeManifest(pathOf(record), manifest) }
    }),
  )
  return { settings, pathOf, records }
}
const damage = (what: RegExp) => (error: unknown) => error instanceof DamagedError && what.test(error.message)

describe('backups are opened', () => {
  test('as they were written, whatever the settings say now', async (context) => {
    const { settings, pathOf, records } = await stored(context)
    const sources = await openSources(settings, records)
    assert.deepEqual(
      sources.map(({ record, directory, seal, manifest }) => [record, directory, seal, manifest.id]),
      records.map((record) => [record, pathOf(record), { compression: 'none', key: null }, record.id]),
    )
    assert.deepEqual(await openSources(settings, []), [])
  })

  test('not with their directories swapped', async (context) => {
    const { settings, pathOf, records } = await stored(context)
    renameSync(pathOf(m), `${pathOf(m)}.away`)
    renameSync(pathOf(n), pathOf(m))
    renameSync(`${pathOf(m)}.away`, pathOf(n))
    await assert.rejects(openSources(settings, records), damage(/another checksum than it had/))
    // Not even with an index to match.
    const [first, second] = records.map(({ manifestSha256 }) => manifestSha256)
    const swapped = [
      { ...m, manifestSha256: second! },
      { ...n, manifestSha256: first! },
    ]
    await assert.rejects(openSources(settings, swapped), damage(/-full: it holds the backup 2026-1\d-\d\dT/))
  })

  test('not when one is missing, or its manifest', async (context) => {
    const { settings, pathOf, records } = await stored(context)
    rmSync(join(pathOf(n), 'manifest.json'))
    await assert.rejects(openSources(settings, records), damage(/manifest\.json: it is missing/))
    rmSync(pathOf(n), { recursive: true })
    await assert.rejects(openSources(settings, records), damage(/manifest\.json: it is missing/))
  })

  test('with the key where they are encrypted', async (context) => {
    const { settings, records } = await stored(context, true)
    await assert.rejects(openSources(settings, records), /encrypted, and the settings name no key file/)
    const keyFile = join(settings.directory, 'key')
    writeFileSync(keyFile, 'ab'.repeat(32), { mode: 0o600 })
    const [source] = await openSources({ ...settings, keyFile }, records)
    assert.deepEqual(source?.seal, { compression: 'none', key: Buffer.alloc(32, 0xab) })
  })
})

describe('new backups are written', () => {
  test('as the settings say', (context) => {
    const keyFile = join(scratch(context), 'key')
    assert.deepEqual(sealOf(exampleBackupSettings), { compression: 'zstd', key: null })
    assert.throws(() => sealOf({ ...exampleBackupSettings, keyFile }), /cannot read the key file/)
    writeFileSync(keyFile, `${'cd'.repeat(32)}\n`, { mode: 0o600 })
    assert.deepEqual(sealOf({ ...exampleBackupSettings, keyFile }).key, Buffer.alloc(32, 0xcd))
    assert.deepEqual(keyOf({ ...exampleBackupSettings, keyFile }), Buffer.alloc(32, 0xcd))
  })
})
