import assert from 'node:assert/strict'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { describe, test } from 'node:test'
import { assert as asserting } from '../../../../modules/commands/assert.ts'
import { runs } from '../../../../modules/commands/runs.ts'
import { waitFor } from '../../../../modules/commands/wait-for.ts'
import { pathExists } from '../../../../modules/files/path-exists.ts'
import { slurp } from '../../../../modules/files/slurp.ts'
import { sh } from '../../../../src/values/shell.ts'
import { commandCases, commandRefusals, commandsTree } from '../../../modules/cases-commands.ts'
import { makeLocalTree, provesItself, refuses, type Stage } from '../../../modules/module-case.ts'
import { converge, lookOnly, thisMachine, withScratch } from '../harness.ts'

const host = thisMachine()

async function onStage(work: (stage: Stage) => Promise<void>): Promise<void> {
  await withScratch((localDirectory) =>
    withScratch(async (hostDirectory) => {
      await makeLocalTree(localDirectory, commandsTree)
      await work({ target: host, hostDirectory, localDirectory })
    }),
  )
}

describe('modules/commands: change, run again, nothing to do', () => {
  for (const one of commandCases) test(one.name, () => onStage((stage) => provesItself(stage, one)))
})

describe('modules/commands: refused', () => {
  for (const one of commandRefusals) test(one.name, () => onStage((stage) => refuses(stage, one)))
})

describe('guards that hold', () => {
  test('slurp publishes a file, through a link too', () =>
    withScratch(async (directory) => {
      await writeFile(`${directory}/key.pub`, 'ssh-ed25519 AAAA root@a\n')
      await host.writer({} as never).run(sh`ln -s key.pub ${`${directory}/link`}`)
      for (const name of ['key.pub', 'link'])
        assert.equal(
          (await converge(host, slurp('k', { src: `${directory}/${name}` }))).value,
          'ssh-ed25519 AAAA root@a',
        )
    }))

  test('runs publishes what the command prints', async () => {
    assert.equal((await converge(host, runs('r', { command: sh`echo v20` }))).value, 'v20')
  })

  test('assert publishes what it computes', async () => {
    const step = asserting('a', {
      probes: { n: sh`echo 21` },
      that: ({ n }) => n.exitCode === 0,
      failMsg: 'no',
      value: ({ n }) => String(2 * Number(n.stdout)),
    })
    assert.equal((await converge(host, step)).value, '42')
  })

  test('pathExists tells present from absent', async () => {
    assert.equal((await lookOnly(host, pathExists('p', { path: '/etc', type: 'directory' }))).kind, 'ok')
    assert.equal((await lookOnly(host, pathExists('p', { path: '/etc', state: 'absent' }))).kind, 'differs')
    assert.equal((await lookOnly(host, pathExists('p', { path: '/none', state: 'absent' }))).kind, 'ok')
  })

  test('waitFor waits for a file that comes later', () =>
    withScratch(async (directory) => {
      const waiting = converge(host, waitFor('w', { path: `${directory}/x`, timeout: 20 }))
      await writeFile(`${directory}/x`, '')
      assert.match((await waiting).because, /x (does not exist|exists)/)
    }))

  test('waitFor waits for a command', () =>
    withScratch(async (directory) => {
      const count = `${directory}/n`
      const third = sh`echo >>${count}; [ "$(wc -l <${count})" -ge 3 ]`
      await converge(host, waitFor('w', { command: third, timeout: 20 }))
    }))

  for (const address of ['127.0.0.1', '::1'])
    test(`waitFor sees a port of this host open and close (${address})`, async () => {
      const server = createServer().listen(0, address)
      await once(server, 'listening')
      const { port } = server.address() as AddressInfo
      const kinds = async (): Promise<string[]> => [
        (await lookOnly(host, waitFor('w', { port }))).kind,
        (await lookOnly(host, waitFor('w', { port, host: address }))).kind,
        (await lookOnly(host, waitFor('w', { port, state: 'stopped' }))).kind,
      ]
      assert.deepEqual(await kinds(), ['ok', 'ok', 'differs'])
      server.close()
      await once(server, 'close')
      assert.deepEqual(await kinds(), ['differs', 'differs', 'ok'])
    })
})
