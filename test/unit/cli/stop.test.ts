import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { describe, test } from 'node:test'

const root = join(import.meta.dirname, '..', '..', '..')

/** Waits for a signal to stop; says so, and goes on with its step until it is told to end. */
const script = `
  import { stopOnSignals } from '${join(root, 'src', 'cli', 'stop.ts')}'
  const stopping = stopOnSignals('status tells more')
  const working = setInterval(() => undefined, 1000)
  process.stdin.on('end', () => { clearInterval(working); console.log(stopping.aborted ? 'stopped' : 'done') })
  stopping.addEventListener('abort', () => console.log('asked'))
  process.stdin.resume()
  console.log('ready')
`

function start() {
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], {
    cwd: root,
    stdio: 'pipe',
  })
  const output = { stdout: '', stderr: '' }
  child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()))
  const said = (word: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (output.stdout.includes(word)) resolve()
      }
      child.stdout.on('data', look)
      child.on('close', () => reject(new Error(`ended before it said ${word}: ${output.stderr}`)))
      look()
    })
  child.stdout.prependListener('data', (chunk: Buffer) => (output.stdout += chunk.toString()))
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  return { child, output, said, ended }
}

describe('stopOnSignals', () => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    test(`the first ${signal} asks, and lets the step end`, async () => {
      const { child, output, said, ended } = start()
      await said('ready')
      child.kill(signal)
      await said('asked')
      child.stdin.end()
      assert.equal(await ended, 0)
      assert.match(output.stdout, /stopped/)
      assert.match(output.stderr, /Stopping after the current step/)
    })

  test('the second ends at once with 3', async () => {
    const { child, output, said, ended } = start()
    await said('ready')
    child.kill('SIGINT')
    await said('asked')
    child.kill('SIGINT')
    assert.equal(await ended, 3)
    assert.match(output.stderr, /Ended at once.*; status tells more\./)
  })
})
