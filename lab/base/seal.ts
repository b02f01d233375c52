import { mkdir, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { LabFailure } from '../failure.ts'
import { run } from '../machine/run.ts'
import { notOnBareHost } from '../packages.ts'

/** The user that a person logs in as; its uid and gid are the first of a fresh Debian. */
export const loginUser = { name: 'deploy', uid: 1000 }

/** Below this folder of a host lie the few files that only the lab needs. */
export const labFolder = 'usr/lib/playbook-lab'

const hostUnit = `[Unit]
Description=Network and memory size of the lab's host
DefaultDependencies=no
Wants=network-pre.target
Before=network-pre.target sysinit.target

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/${labFolder}/boot
`

/** Turns a debootstrapped root into the base of every host: bare, without an identity, with the login user. */
export async function sealBase(root: string): Promise<void> {
  const installed = await run([
    'dpkg-query',
    '--admindir',
    join(root, 'var/lib/dpkg'),
    '-W',
    '-f',
    '${Package}\\n',
  ])
  const unwanted = installed.split('\n').filter((name) => notOnBareHost.test(name))
  if (unwanted.length > 0) throw new LabFailure(`a bare host must not have ${unwanted.join(', ')}`)

  await run([
    'chroot',
    root,
    'useradd',
    '--create-home',
    '--shell',
    '/bin/bash',
    '--uid',
    '1000',
    loginUser.name,
  ])
  await run(['chroot', root, 'passwd', '--lock', 'root'])
  for (const name of await readdir(join(root, 'etc/ssh'))) {
    if (name.startsWith('ssh_host_')) await rm(join(root, 'etc/ssh', name))
  }
  for (const name of ['etc/hostname', 'etc/apt/sources.list', 'var/log/bootstrap.log']) {
    await rm(join(root, name), { force: true })
  }
  for (const name of ['var/lib/apt/lists', 'var/cache/apt/archives']) {
    await rm(join(root, name), { recursive: true, force: true })
    await mkdir(join(root, name, 'partial'), { recursive: true })
  }
  await writeFile(join(root, 'etc/machine-id'), '')
  await writeFile(join(root, 'etc/resolv.conf'), '')
  await writeFile(join(root, 'etc/ssh/sshd_config.d/10-no-root.conf'), 'PermitRootLogin no\n')
  await installUnits(join(root, 'usr/lib/systemd/system'), join(root, 'etc/systemd/system'))
  await mkdir(join(root, labFolder), { recursive: true })
  if (!(await readFile(join(root, 'etc/passwd'), 'utf8')).includes(`${loginUser.name}:x:${loginUser.uid}:`)) {
    throw new LabFailure(`${loginUser.name} has not the uid ${loginUser.uid}`)
  }
}

async function installUnits(vendor: string, local: string): Promise<void> {
  await writeFile(join(vendor, 'playbook-lab-host.service'), hostUnit)
  await mkdir(join(vendor, 'sysinit.target.wants'), { recursive: true })
  await symlink(
    '../playbook-lab-host.service',
    join(vendor, 'sysinit.target.wants/playbook-lab-host.service'),
  )
  // Background runs of apt would take its lock at random moments.
  for (const timer of ['apt-daily.timer', 'apt-daily-upgrade.timer']) {
    await rm(join(local, 'timers.target.wants', timer), { force: true })
    await symlink('/dev/null', join(local, timer))
  }
}
