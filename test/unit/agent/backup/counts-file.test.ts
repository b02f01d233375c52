import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { describe, test } from 'node:test'
import { readCounts, writeCounts } from '../../../../agent/backup/check/counts-file.ts'
import { writeSealed } from '../../../../agent/backup/store/seal.ts'
import { damaged, encrypted, nameOf, plainly, scratch, seals, unaborted } from './store/scratch.ts'

const tables = [
  { schema: 'shop', table: 'orders', engine: 'InnoDB', rows: 3, exact: true },
  { schema: 'shop', table: 'Käufe', engine: 'MyISAM', rows: null, exact: false },
]

describe('the counted rows of a backup', () => {
  for (const seal of seals.filter(({ compression }) => compression !== 'zstd'))
    test(`come back as they were written: ${nameOf(seal)}`, async (context) => {
      const directory = scratch(context)
      const file = await writeCounts(directory, tables, seal, unaborted)
      assert.deepEqual(await readCounts(directory, file, seal, unaborted), tables)
    })

  test('of an encrypted one tell no name', async (context) => {
    const directory = scratch(context)
    const { path } = await writeCounts(directory, tables, encrypted, unaborted)
    assert.doesNotMatch(readFileSync(join(directory, path), 'latin1'), /shop|orders/)
  })

  for (const text of ['{', '{"tables":[{"schema":"s","table":"t","engine":"e","rows":"1","exact":true}]}'])
    test(`are not read from ${text}`, async (context) => {
      const directory = scratch(context)
      const file = await writeSealed(
        directory,
        'tables.json',
        Readable.from([Buffer.from(text)]),
        plainly,
        unaborted,
      )
      await assert.rejects(
        readCounts(directory, file, plainly, unaborted),
        damaged('tables.json', /cannot be read/),
      )
    })
})
