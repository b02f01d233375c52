import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { openJournal, runsDirectory } from '../../../src/journal/journal.ts'
import { parseJournal, unfinishedRun } from '../../../src/journal/read.ts'
import { claimRun, isRunning } from '../../../src/journal/run-claim.ts'
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

describe('a run', () => {
  const claimElsewhere = (directory: string) =>
    spawn(
      process.execPath,
      [
        '--import',
        'tsx',
        '--input-type=module',
        '--eval',
        `(await import('${join(source, 'run-claim.ts')}')).claimRun('${directory}', '${run}'); console.log('claimed'); setInterval(() => 0, 1000)`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )

  test('has one runner; one that was killed leaves it to the next', () =>
    withScratch(async (directory) => {
      const other = claimElsewhere(directory)
      await once(other.stdout, 'data')
      assert.equal(isRunning(directory, run), true)
      assert.throws(() => claimRun(directory, run), {
        code: 'ResumeRefused',
        message: new RegExp(`${run} is still going on.*process ${other.pid}`),
      })
      other.kill('SIGKILL')
      await once(other, 'exit')
      assert.equal(isRunning(directory, run), false)
      const claim = claimRun(directory, run)
      assert.equal(isRunning(directory, run), true)
      claim.release()
      assert.equal(isRunning(directory, run), false)
    }))

  test('is not held by another process that got the same number since', () =>
    withScratch(async (directory) => {
      claimRun(directory, run)
      const file = join(runsDirectory(directory), `${run}.pid`)
      await writeFile(file, (await readFile(file, 'utf8')).replace(/ \d+/, ' 1'))
      assert.equal(isRunning(directory, run), false)
      claimRun(directory, run).release()
    }))
})
