import { chown, mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { labFolder, loginUser } from '../base/seal.ts'
import type { Lab, LabNode } from '../lab.ts'
import { run } from '../machine/run.ts'
import { bridgeAddress, nodeAddress, prefixLength } from '../network/addresses.ts'
import type { Network } from '../network/addresses.ts'
import { repositoryPort } from '../network/repository-port.ts'
import { hostKey, loginKey, place, put, sudoPasswordFile } from './identity.ts'
import { hostMemoryMebibytes, meminfo } from './meminfo.ts'

/** Makes a bare host of an empty overlay: name, address, keys, how its user becomes root, where packages come from. */
export async function furnish(lab: Lab, node: LabNode, network: Network, root: string): Promise<void> {
  const inRoot = (path: string): string => join(root, path)
  await put(inRoot('etc/hostname'), `${node.name}\n`)
  await put(inRoot('etc/hosts'), hostsFile(node))
  await put(inRoot('etc/machine-id'), `${randomBytes(16).toString('hex')}\n`, 0o444)
  const repository = `http://${bridgeAddress(network)}:${repositoryPort}/`
  await put(inRoot('etc/apt/sources.list'), `deb [trusted=yes] ${repository} ./\n`)
  await put(inRoot(`${labFolder}/meminfo`), meminfo(hostMemoryMebibytes))
  await put(inRoot(`${labFolder}/boot`), bootScript(node, network), 0o755)
  await mkdir(inRoot('alidata'), { recursive: true })

  await place(hostKey(lab, node), inRoot('etc/ssh/ssh_host_ed25519_key'), { mode: 0o600 })
  await place(`${hostKey(lab, node)}.pub`, inRoot('etc/ssh/ssh_host_ed25519_key.pub'), { mode: 0o644 })
  const { name, uid } = loginUser
  const sshFolder = inRoot(`home/${name}/.ssh`)
  await mkdir(sshFolder, { recursive: true, mode: 0o700 })
  await chown(sshFolder, uid, uid)
  await place(`${loginKey(lab)}.pub`, join(sshFolder, 'authorized_keys'), { mode: 0o600, uid })

  if (node.sudo === 'password') {
    const password = await readFile(sudoPasswordFile(lab), 'utf8')
    await run(['chroot', root, 'chpasswd'], { input: `${name}:${password}\n` })
    await put(inRoot(`etc/sudoers.d/${name}`), `${name} ALL=(ALL:ALL) ALL\n`, 0o440)
  } else {
    await put(inRoot(`etc/sudoers.d/${name}`), `${name} ALL=(ALL:ALL) NOPASSWD: ALL\n`, 0o440)
  }
}

// As Debian's installer writes it, with the host's own name on a loopback address.
const hostsFile = (node: LabNode): string => `127.0.0.1\tlocalhost
127.0.1.1\t${node.name}

::1\tlocalhost ip6-localhost ip6-loopback
ff02::1\tip6-allnodes
ff02::2\tip6-allrouters
`

const bootScript = (node: LabNode, network: Network): string => `#!/bin/sh
set -e
ip link set host0 up
ip addr replace ${nodeAddress(network, node)}/${prefixLength} dev host0
ip route replace default via ${bridgeAddress(network)}
mount --bind /${labFolder}/meminfo /proc/meminfo
`
