import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { openJournal } from '../../../src/journal/journal.ts'
import { parseJournal, unfinishedRun } from '../../../src/journal/read.ts'
import { withScratch } from '../modules/harness.ts'
import { failedRun } from '../ui/recorded-run.ts'

const source = join(import.meta.dirname, '..', '..', '..', 'src', 'journal')
const run = '2026-01-02T03-04-05-beef'

describe('a journal', () => {
  test('says so when a line could only be written in part', () =>
    withScratch(async (directory) => {
      const script = `
        const { openJournal } = await import('${join(source, 'journal.ts')}')
        const journal = openJournal('${directory}', '${run}')
        try {
          for (let n = 0; n < 9; n++) await journal.append({ kind: 'decision', key: 'k', value: 'x'.repeat(100) })
        } catch (error) { process.exit(error.code === 'JournalFailed' ? 3 : 4) }`
      // The kernel takes what still fits below the limit (512 bytes), as on a disk that is nearly full.
      const { status, stderr } = spawnSync(
        'sh',
        [
          '-c',
          `trap '' XFSZ; ulimit -f 1; exec "$0" "$@"`,
          process.execPath,
          '--import',
          'tsx',
          '--input-type=module',
          '--eval',
          script,
        ],
        { encoding: 'utf8', env: { ...process.env, TSX_DISABLE_CACHE: '1' } },
      )
      assert.equal(status, 3, stderr)
    }))

  test('forgets torn lines, wherever they are', () => {
    const whole = JSON.stringify({ kind: 'decision', key: 'a', value: 'b', at: '' })
    for (const torn of [whole.slice(0, -1), '\0\0\0', '', 'null', '7', '"x"', '[]'])
      assert.equal(parseJournal(`${whole}\n${torn}\n${whole}\n${torn}`).length, 2, torn)
  })

  test('of another inventory is no unfinished run of this one', () =>
    withScratch(async (directory) => {
      const journal = openJournal(directory, run)
      for (const event of failedRun) await journal.append(event)
      journal.close()
      assert.equal(unfinishedRun(directory, 'prod')?.id, run)
      assert.equal(unfinishedRun(directory, './customers/b/prod'), undefined)
    }))
})
