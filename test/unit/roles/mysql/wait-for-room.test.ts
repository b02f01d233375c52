import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { waitForRoom } from '../../../../roles/mysql/server/wait-for-room.ts'

describe('a server that is to be started', { timeout: 30_000 }, () => {
  const scratch = mkdtempSync(join(tmpdir(), 'playbook-room-'))
  after(() => rmSync(scratch, { recursive: true }))

  /** As systemd reads it. */
  function start(...words: Parameters<typeof waitForRoom>) {
    const script = waitForRoom(...words)
      .replaceAll('%%', '%')
      .replaceAll('$$', '$')
    return spawn('/bin/sh', ['-c', script], { stdio: ['ignore', 'ignore', 'pipe'] })
  }

  test('starts at once where there is room, or where a directory is not there yet', async () => {
    const child = start([scratch, join(scratch, 'not-there')])
    let said = ''
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
    assert.deepEqual(await once(child, 'close'), [0, null])
    assert.equal(said, '')
  })

  test('says that the disk is full, and starts when it is not any more', async () => {
    const data = join(scratch, 'data')
    // The kernel's own file systems have no room at all.
    symlinkSync('/proc', data)
    const child = start([scratch, data])
    const [said] = (await once(child.stderr, 'data')) as [Buffer]
    assert.match(
      said.toString(),
      /^less than 144 MiB are free below .*data: mysqld starts when there is more\n$/,
    )
    symlinkSync(scratch, `${data}.new`)
    renameSync(`${data}.new`, data)
    assert.deepEqual(await once(child, 'close'), [0, null])
  })

  test('gives up after a while, for systemd to try again', async () => {
    const child = start(['/proc'], 0)
    assert.deepEqual(await once(child, 'close'), [75, null])
  })

  test('starts on a full disk where a person has asked for it', async () => {
    const child = start(['/proc'], 0, scratch)
    assert.deepEqual(await once(child, 'close'), [0, null])
  })
})
