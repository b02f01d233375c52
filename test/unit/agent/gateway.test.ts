import assert from 'node:assert/strict'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { test } from 'node:test'
import { gatewayObserver } from '../../../agent/observe/gateway.ts'
import { until } from '../../e2e/support/until.ts'

/** What is believed after this `ping` was asked six times; `undefined`: there is no such program. */
async function believed(ping: string | undefined): Promise<boolean | null> {
  const directory = await mkdtemp(join(tmpdir(), 'playbook-ping-'))
  const { PATH } = process.env
  try {
    const told = join(directory, 'told')
    if (ping !== undefined) {
      await writeFile(join(directory, 'ping'), `#!/bin/sh\necho asked >>${told}\n${ping}\n`)
      await chmod(join(directory, 'ping'), 0o700)
    }
    process.env['PATH'] = ping === undefined ? directory : `${directory}${delimiter}${PATH ?? ''}`
    let now = 0
    const observer = gatewayObserver(
      '192.0.2.1',
      () => now,
      () => undefined,
    )
    await until('it was asked often enough', 30, () => {
      now += 500
      observer.ask()
      return observer.observe() !== null || now > 30_000
    })
    return observer.observe()
  } finally {
    process.env['PATH'] = PATH
    await rm(directory, { recursive: true, force: true })
  }
}

const cases: readonly [what: string, ping: string | undefined, answers: boolean | null][] = [
  ['answers', 'exit 0', true],
  ['does not answer', 'exit 1', false],
  ['does not answer in time', 'exec sleep 20', false],
  ['cannot be asked: there is no ping', undefined, null],
]
for (const [what, ping, answers] of cases)
  test(`a gateway that ${what}`, async () => assert.equal(await believed(ping), answers))
