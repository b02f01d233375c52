import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { HostConnection, LockHolder } from '../../../src/connect/connection.ts'
import { sh } from '../../../src/values/shell.ts'
import { recordingBinding, startProxy, startSshd } from './sshd.ts'
import type { TestSshd } from './sshd.ts'

const holder = (run: string): LockHolder => ({
  run,
  who: 'eve',
  playbook: 'site',
  since: '2030-01-02T03:04:05Z',
})

async function locksWithin(host: HostConnection, who: LockHolder, seconds: number): Promise<void> {
  for (const deadline = performance.now() + seconds * 1000; performance.now() < deadline; await pause(50)) {
    const locked = await host.lock(who).then(
      () => true,
      () => false,
    )
    if (locked) return
  }
  await host.lock(who)
}

describe('the lock of a host', { timeout: 120_000 }, () => {
  let sshd: TestSshd
  before(async () => {
    sshd = await startSshd()
  })
  after(() => sshd.stop())

  test('names its holder, and ends with its connection', async () => {
    const [first, second] = [await sshd.connect(), await sshd.connect()]
    await first.lock(holder('a'))
    await assert.rejects(second.lock(holder('b')), {
      code: 'HostLocked',
      message: 'node1 is being changed by eve (site, since 2030-01-02T03:04:05Z)',
      details: ['run a'],
    })
    await first.close()
    await locksWithin(second, holder('b'), 5)
    await second.close()
  })

  test('is not inherited by what a command leaves behind', async () => {
    const [first, second] = [await sshd.connect(), await sshd.connect()]
    await first.lock(holder('a'))
    const pid = Number(await first.capture(sh`sleep 60 & echo $!`))
    await first.close()
    await locksWithin(second, holder('b'), 5)
    await second.close()
    process.kill(pid)
  })

  test('is inherited by a job: no obstacle to the same run, one to others, free when the job has ended', async () => {
    const [first, second, third] = [await sshd.connect(), await sshd.connect(), await sshd.connect()]
    const script = sh`while [ ! -e /tmp/${sshd.user}-go ]; do sleep 0.05; done; echo done`
    await first.lock(holder('a'))
    const broken = assert.rejects(first.writer(recordingBinding('a', 'step')).job(script), {
      code: 'ConnectionLost',
    })
    await pause(500)
    await first.close()
    await broken
    await assert.rejects(second.lock(holder('b')), { code: 'HostLocked' })
    await third.lock(holder('a'))
    const result = third.writer(recordingBinding('a', 'step')).job(script)
    await second.capture(sh`touch /tmp/${sshd.user}-go`)
    assert.equal((await result).stdout, 'done\n')
    await assert.rejects(second.lock(holder('b')), { code: 'HostLocked', details: ['run a'] })
    await third.close()
    await locksWithin(second, holder('b'), 5)
    await second.close()
  })

  test('a shell left behind by a broken line of the same run is ended', async () => {
    // The proxy keeps its side to sshd open, as a host does that has not noticed.
    const proxy = await startProxy(sshd.port, { keepUpstream: true })
    const ghost = await sshd.connect({ port: proxy.port })
    await ghost.lock(holder('a'))
    proxy.cut()
    const [other, same] = [await sshd.connect(), await sshd.connect()]
    await assert.rejects(other.lock(holder('b')), { code: 'HostLocked' })
    await same.lock(holder('a'))
    await assert.rejects(other.lock(holder('b')), { code: 'HostLocked' })
    await assert.rejects(ghost.capture(sh`true`), { code: 'ConnectionLost' })
    for (const host of [other, same]) await host.close()
    proxy.stop()
  })
})
