import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { after, describe, test } from 'node:test'
import { aptInstall } from '../../../../modules/packages/apt.ts'
import { holdServices } from '../../../../modules/packages/hold-services.ts'
import { packages } from '../../../../modules/packages/package.ts'
import { sh } from '../../../../src/values/shell.ts'
import { converge, thisMachine, withScratch } from '../harness.ts'
import { runHere } from '../local-shell.ts'

const canInstall = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')

describe('packages on this machine', { skip: !canInstall }, () => {
  const host = thisMachine()
  const hello = { name: 'there-is-no-such-package|hello', manager: 'apt' } as const

  after(() => runHere(sh`dpkg -P hello`))

  test('installed once, removed once', async () => {
    assert.equal((await converge(host, packages('hello', { ...hello, startServices: false }))).changed, true)
    assert.equal((await converge(host, packages('hello', hello))).because, 'installed: hello')
    const absent = packages('no hello', { ...hello, name: 'hello', state: 'absent' })
    assert.equal((await converge(host, absent)).changed, true)
    assert.equal((await converge(host, absent)).changed, false)
  })

  test('an interrupted transaction is finished first', async () => {
    await converge(host, packages('hello', hello))
    await runHere(
      sh`sed -i '/^Package: hello$/,/^$/s/^Status: .*/Status: install ok half-configured/' /var/lib/dpkg/status`,
    )
    const healed = await converge(host, packages('hello', hello))
    assert.match(healed.because, /hello is (unpacked|half-configured)/)
  })

  test('a package that nobody has: its name and no other', async () => {
    const { exitCode, stderr } = await runHere(
      aptInstall(['hello', 'no-such-thing'], { startServices: true }),
      300,
    )
    assert.equal(exitCode, 1)
    assert.match(stderr, /No repository of this host has: no-such-thing$/m)
  })
})

test('services are held back in our own transaction alone, and a policy of the host is put back', async () => {
  await withScratch(async (directory) => {
    const policy = `${directory}/policy-rc.d`
    const hold = holdServices(policy)
    const asks = sh`${policy} mysql start; echo "says $?"`
    assert.equal((await runHere(sh`${hold}${asks}`)).stdout, 'says 101\n')
    assert.equal(existsSync(policy), false)

    await writeFile(policy, '#!/bin/sh\nexit 104\n', { mode: 0o755 })
    // SIGKILL in the middle leaves our policy: it lets everybody else do what the host's own policy says.
    await runHere(sh`${hold}kill -9 $$`)
    assert.match(await readFile(policy, 'utf8'), /PLAYBOOK/)
    assert.equal((await runHere(asks)).stdout, 'says 104\n')
    assert.equal((await runHere(sh`${hold}${asks}`)).stdout, 'says 101\n')
    assert.equal(await readFile(policy, 'utf8'), '#!/bin/sh\nexit 104\n')
  })
})
