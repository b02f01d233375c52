import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { getPriority, setPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { capabilitiesOf } from '../../../../src/mysql/capabilities.ts'
import { parseServerVersion } from '../../../../src/mysql/version.ts'
import { startChild } from '../../../../agent/rebuild/child.ts'
import type { ChildOptions } from '../../../../agent/rebuild/child.ts'
import { withPrivateServer } from '../../../../agent/rebuild/private-server.ts'
import { parseSettings } from '../../../../agent/settings.ts'
import { exampleSettings } from '../settings-example.ts'

const never = new AbortController().signal

async function outputOf(command: string, args: string[], options: ChildOptions = {}): Promise<string> {
  const child = startChild(command, args, never, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for await (const text of child.process.stdout?.setEncoding('utf8') ?? []) said += String(text)
  await child.ended
  return said.trim()
}

describe('what the agent starts', () => {
  test('does not inherit that the kernel spares the agent', async () => {
    const own = '/proc/self/oom_score_adj'
    const before = readFileSync(own, 'utf8')
    writeFileSync(own, '10')
    try {
      assert.equal(await outputOf('cat', [own]), '0')
    } finally {
      writeFileSync(own, before)
    }
  })

  test('does not run before others as the agent does, and leaves the processor to a server beside it', async () => {
    const own = getPriority()
    setPriority(own - 5)
    try {
      assert.equal(await outputOf('nice', []), '0')
      assert.equal(await outputOf('nice', [], { nice: true }), '10')
    } finally {
      setPriority(own)
    }
  })

  test('has the rights of the account that it is given', { skip: process.getuid?.() !== 0 }, async () => {
    const account = { uid: 65534, gid: 65534 }
    assert.equal(await outputOf('id', ['-u'], { account }), '65534')
    assert.equal(await outputOf('id', ['-G'], { account }), '65534')
  })

  test('gets its words as they are, and counts as ended after a signal too', async () => {
    assert.equal(await outputOf('echo', ['a  "b"', '$HOME']), 'a  "b" $HOME')
    const child = startChild('sleep', ['60'], never)
    assert.equal(child.over(), false)
    child.process.kill('SIGKILL')
    await assert.rejects(child.ended, /sleep was ended by SIGKILL/)
    assert.equal(child.over(), true)
  })
})

test('a private server that is killed while it starts is noticed at once', async () => {
  const root = mkdtempSync(join(tmpdir(), 'private-'))
  try {
    mkdirSync(join(root, 'data'))
    const program = join(root, 'mariadbd')
    writeFileSync(program, '#!/bin/sh\nkill -9 $$\n')
    chmodSync(program, 0o755)
    const settings = parseSettings({
      ...exampleSettings,
      mysql: { ...exampleSettings.mysql, datadir: join(root, 'data'), programs: root },
      paths: { scratch: root },
    })
    const can = capabilitiesOf(parseServerVersion('10.11.6-MariaDB'))
    const context = { settings, signal: AbortSignal.timeout(20_000), progress: () => undefined }
    await assert.rejects(
      withPrivateServer(context, can, () => Promise.resolve()),
      /did not start: .*mariadbd was ended by SIGKILL/,
    )
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
})
