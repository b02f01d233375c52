import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { TestContext } from 'node:test'
import { announce, endBackup, renounce } from '../../../../agent/backup/running.ts'
import { until } from '../../../e2e/support/until.ts'
import { scratch } from './store/scratch.ts'

/** A program with children and grandchildren, which writes their numbers down, its own first. */
const tree =
  'echo $$ >$0; sleep 300 & echo $! >>$0; sh -c \'sleep 301 & echo $! >>$0; sh -c "sleep 302 & echo \\$! >>\\$0; wait" $0 & wait\' $0 & echo $! >>$0; wait'

async function started(context: TestContext, words: readonly string[]): Promise<number[]> {
  const file = join(scratch(context), 'numbers')
  const child = spawn('/bin/sh', ['-c', tree, file, ...words], { stdio: 'ignore' })
  const numbers = () =>
    existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').filter(Boolean).map(Number) : []
  context.after(() => {
    for (const number of [...numbers(), child.pid ?? 0].filter((one) => one > 1 && isRunning(one)))
      process.kill(number, 'SIGKILL')
  })
  await until('all have started', 20, () => numbers().length === 5)
  assert.equal(numbers()[0], child.pid)
  return numbers()
}

/** One that has ended, and that nobody has waited for yet, does not run. */
function isRunning(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return !'ZX'.includes(stat.slice(stat.lastIndexOf(')') + 2)[0] ?? 'X')
  } catch {
    return false
  }
}

describe('a backup that runs', () => {
  test('is ended with all that it has started', async (context) => {
    const pidFile = join(scratch(context), 'backup.pid')
    const numbers = await started(context, ['backup', 'run'])
    writeFileSync(pidFile, `${numbers[0]}\n`)
    assert.equal(endBackup(pidFile), true)
    await until('all have ended', 20, () => !numbers.some(isRunning))
    assert.equal(existsSync(pidFile), false)
    assert.equal(endBackup(pidFile), false)
  })

  test('may have been killed, and its number be a stranger’s: that one is left alone', async (context) => {
    const pidFile = join(scratch(context), 'backup.pid')
    const numbers = await started(context, ['run', '/alidata/backup', 'backups'])
    writeFileSync(pidFile, `${numbers[0]}\n`)
    // What it left at work in the server is to be ended, once.
    assert.deepEqual([endBackup(pidFile), endBackup(pidFile)], [true, false])
    assert.ok(numbers.every(isRunning))
  })

  test('may have been killed, and its number be nobody’s', (context) => {
    const pidFile = join(scratch(context), 'backup.pid')
    // More than Linux ever gives out.
    writeFileSync(pidFile, '4194305\n')
    assert.deepEqual([endBackup(pidFile), endBackup(pidFile)], [true, false])
  })
})

describe('no backup runs', () => {
  test('where nobody says so', (context) => {
    assert.equal(endBackup(join(scratch(context), 'backup.pid')), false)
  })
  for (const text of ['', '\n', 'x', '0', '1', '-1', '1.5', '12 34'])
    test(`where the file says ${JSON.stringify(text)}`, (context) => {
      const pidFile = join(scratch(context), 'backup.pid')
      writeFileSync(pidFile, text)
      assert.equal(endBackup(pidFile), false)
    })
})

test('who works on backups says so, for root alone, and takes the word back', (context) => {
  const pidFile = join(scratch(context), 'backup.pid')
  announce(pidFile)
  assert.equal(readFileSync(pidFile, 'utf8'), `${process.pid}\n`)
  assert.equal(statSync(pidFile).mode & 0o777, 0o600)
  renounce(pidFile)
  assert.equal(existsSync(pidFile), false)
  renounce(pidFile)
})
