import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { isRunning, lockRun } from '../../../src/journal/run-lock.ts'

const directory = mkdtempSync(join(tmpdir(), 'run-lock-'))
after(() => rmSync(directory, { recursive: true }))

describe('a run is carried out by one process', () => {
  test('a second one is refused, and may go on once the first has let go', () => {
    const release = lockRun(directory, 'r1')
    assert.throws(() => lockRun(directory, 'r1'), /is being carried out by process/)
    assert.equal(isRunning(directory, 'r1'), true)
    release()
    assert.equal(isRunning(directory, 'r1'), false)
    lockRun(directory, 'r1')()
  })

  test('another run is not concerned', () => {
    const release = lockRun(directory, 'r2')
    lockRun(directory, 'r3')()
    release()
  })

  test('what a killed process left behind does not count', async () => {
    const script = `
      const { lockRun } = await import(${JSON.stringify(join(import.meta.dirname, '../../../src/journal/run-lock.ts'))})
      lockRun(${JSON.stringify(directory)}, 'r4')
      console.log('locked')
      setInterval(() => {}, 1000)`
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(child.stdout, 'data')
    assert.throws(() => lockRun(directory, 'r4'), new RegExp(`process ${child.pid}`))
    child.kill('SIGKILL')
    await once(child, 'exit')
    lockRun(directory, 'r4')()
  })

  test('a pid that is used again is not the owner', () => {
    writeFileSync(
      join(directory, '.playbook', 'runs', 'r5.lock'),
      JSON.stringify({ pid: process.pid, start: '1' }),
    )
    lockRun(directory, 'r5')()
  })
})
