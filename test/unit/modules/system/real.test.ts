import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { after, describe, test } from 'node:test'
import { authorizedKey } from '../../../../modules/system/authorized-key.ts'
import { cron } from '../../../../modules/system/cron.ts'
import { group } from '../../../../modules/system/group.ts'
import { hostname } from '../../../../modules/system/hostname.ts'
import { knownHost } from '../../../../modules/system/known-host.ts'
import { limits } from '../../../../modules/system/limits.ts'
import { sshKey } from '../../../../modules/system/ssh-key.ts'
import { sysctl } from '../../../../modules/system/sysctl.ts'
import { user } from '../../../../modules/system/user.ts'
import { sh } from '../../../../src/values/shell.ts'
import { converge, lookOnly, thisMachine, withScratch } from '../harness.ts'
import { runHere } from '../local-shell.ts'

const host = thisMachine()
const name = `pb${randomBytes(4).toString('hex')}`
const home = `/var/lib/${name}`

/** Changes once, and the second time there is nothing to do. Returns the value of the second look. */
async function changesOnce(step: Parameters<typeof converge>[1]): Promise<string | undefined> {
  assert.equal((await converge(host, step)).changed, true, `${step.title}: first`)
  const again = await converge(host, step)
  assert.equal(again.changed, false, `${step.title}: ${again.because}`)
  return again.value
}

describe('system modules on this machine', { skip: process.getuid?.() !== 0 }, () => {
  after(async () => {
    await runHere(sh`userdel ${name}; groupdel ${name}; groupdel ${`${name}x`}`)
    for (const path of [
      home,
      `/etc/sysctl.d/${name}.conf`,
      `/etc/security/limits.d/${name}.conf`,
      `/etc/cron.d/${name}`,
    ])
      await rm(path, { recursive: true, force: true })
  })

  test('group and user: made, changed, healed', async () => {
    await changesOnce(group('a group', { name, system: true }))
    await changesOnce(group('a second group', { name: `${name}x` }))
    await changesOnce(
      user('an account', {
        name,
        group: name,
        home,
        shell: '/usr/sbin/nologin',
        system: true,
        comment: 'a b',
      }),
    )
    assert.ok((await stat(home)).isDirectory())
    await changesOnce(user('its groups', { name, groups: [`${name}x`], comment: "it's" }))
    await changesOnce(user('no groups', { name, groups: [] }))
    await changesOnce(user('its shell', { name, shell: '/bin/sh' }))
    // As if useradd had died between the account and the directory.
    await rm(home, { recursive: true })
    const finding = await lookOnly(host, user('home', { name }))
    assert.equal(finding.because, `user ${name}: no home directory ${home}`)
    await changesOnce(user('its home', { name }))
    assert.equal((await runHere(sh`stat -c %U ${home}`)).stdout.trim(), name)
  })

  test('an SSH key is made once, never overwritten, and its public half heals', async () => {
    const path = `${home}/.ssh/id_ed25519`
    const key = sshKey('a key', { user: name, path })
    const published = await changesOnce(key)
    assert.match(published ?? '', new RegExp(`^ssh-ed25519 [A-Za-z0-9+/=]+ ${name}@`))
    const before = await readFile(path, 'utf8')
    await rm(`${path}.pub`)
    await changesOnce(key)
    assert.equal(await readFile(path, 'utf8'), before)
    await runHere(sh`chmod 0644 ${path}`)
    assert.match((await lookOnly(host, key)).because, /with mode 644, should be .* with 600/)
    await changesOnce(key)

    const parameters = { user: name, key: published ?? '' }
    await changesOnce(authorizedKey('may log in', parameters))
    await changesOnce(
      authorizedKey('from one address', { ...parameters, options: 'from="10.0.0.2",restrict' }),
    )
    const file = await readFile(`${home}/.ssh/authorized_keys`, 'utf8')
    assert.equal(file, `from="10.0.0.2",restrict ${published}\n`)
    await runHere(sh`chmod 0666 ${`${home}/.ssh/authorized_keys`}`)
    await changesOnce(authorizedKey('alone', { ...parameters, options: 'from="10.0.0.2",restrict' }))
  })

  test('a key with a passphrase is an answer and no question', async () => {
    await withScratch(async (directory) => {
      const path = `${directory}/key`
      await runHere(sh`ssh-keygen -q -t ed25519 -N ${'long enough'} -f ${path}`)
      const finding = await lookOnly(host, sshKey('a key', { user: 'root', path }))
      assert.equal(finding.kind, 'cannotTell')
    })
  })

  test('known hosts: one key a type, a new one replaces the old', async () => {
    await withScratch(async (directory) => {
      const path = `${directory}/known_hosts`
      await writeFile(path, '# ours\nnode2 ssh-rsa AAAA\nother ssh-ed25519 BBBB\n')
      await changesOnce(knownHost('known', { path, host: 'node2', key: 'ssh-ed25519 CCCC root@node2' }))
      await changesOnce(knownHost('known', { path, host: 'node2', key: 'ssh-ed25519 DDDD' }))
      const text = '# ours\nnode2 ssh-rsa AAAA\nother ssh-ed25519 BBBB\nnode2 ssh-ed25519 DDDD\n'
      assert.equal(await readFile(path, 'utf8'), text)
    })
  })

  test('limits and cron', async () => {
    await changesOnce(
      limits('open files', { domain: 'mysql', type: 'soft', item: 'nofile', value: 1024, file: name }),
    )
    await changesOnce(
      limits('open files', { domain: 'mysql', type: 'soft', item: 'nofile', value: 20000, file: name }),
    )
    const text = await readFile(`/etc/security/limits.d/${name}.conf`, 'utf8')
    assert.equal(text, 'mysql soft nofile 20000\n')
    await changesOnce(cron('nightly', { name, job: 'date +%F', hour: '3', minute: '30' }))
    assert.equal(await readFile(`/etc/cron.d/${name}`, 'utf8'), '30 3 * * * root date +\\%F\n')
    await changesOnce(cron('no more', { name, job: 'true', state: 'absent' }))
  })

  test('sysctl: live and kept, or kept alone in a container', async () => {
    const key = 'net.ipv4.conf.lo.log_martians'
    const now = async () => (await runHere(sh`cat /proc/sys/net/ipv4/conf/lo/log_martians`)).stdout.trim()
    const before = await now()
    const other = before === '0' ? '1' : '0'
    await changesOnce(sysctl('martians', { name: key, value: other, file: name, container: false }))
    assert.equal(await now(), other)
    await changesOnce(sysctl('martians', { name: key, value: before, file: name, container: true }))
    assert.equal(await now(), before)
    const own = { name: 'vm.swappiness', value: 7, file: name, container: true }
    await changesOnce(sysctl('swappiness', own))
    assert.match((await lookOnly(host, sysctl('swappiness', own))).because, /the container's host's$/)
  })

  test('the host keeps its name', async () => {
    const now = (await runHere(sh`uname -n`)).stdout.trim()
    const finding = await lookOnly(host, hostname('named', { name: `${now}x` }))
    assert.equal(finding.because, `the host is named ${now}, should be ${now}x`)
  })
})
