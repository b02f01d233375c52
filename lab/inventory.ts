import { existsSync } from 'node:fs'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import { z } from 'zod'
import type { Base } from './base/base.ts'
import { loginUser } from './base/seal.ts'
import { flavourOf } from './flavours.ts'
import { knownHosts, loginKey, sudoPasswordFile } from './host/identity.ts'
import { defaultLabName } from './lab.ts'
import type { Lab } from './lab.ts'
import { writeDurably } from './machine/files.ts'
import { bridgeAddress, nodeAddress, prefixLength, virtualAddress } from './network/addresses.ts'
import { witnessPort } from './network/witness.ts'
import type { Network } from './network/addresses.ts'

const hostsFile = (lab: Lab): string => join(lab.inventory, 'hosts.yml')
const variablesFile = (lab: Lab): string => join(lab.inventory, 'group_vars/mysql.yml')
const secretsFile = (lab: Lab): string => join(lab.inventory, 'secrets.yml')

const generated = '# Written by `playbook lab up`; changes are lost.\n'

/** Writes the inventory of a lab: hosts, variables of the pair and, for the owner's eyes alone, its secrets. */
export async function writeInventory(lab: Lab, network: Network, flavour: string, base: Base): Promise<void> {
  await mkdir(join(lab.inventory, 'group_vars'), { recursive: true })
  writeDurably(hostsFile(lab), generated + stringify(hosts(lab, network)), 0o644)
  writeDurably(variablesFile(lab), generated + stringify(await variables(lab, network, flavour, base)), 0o644)
  await writeSecrets(lab)
}

/** Removes what `writeInventory` wrote; of a named lab, the whole folder. */
export async function removeInventory(lab: Lab): Promise<void> {
  const whole =
    lab.name === defaultLabName ? [hostsFile(lab), variablesFile(lab), secretsFile(lab)] : [lab.inventory]
  for (const path of whole) await rm(path, { recursive: true, force: true })
}

const hosts = (lab: Lab, network: Network) => ({
  all: {
    vars: {
      ansible_user: loginUser.name,
      ansible_ssh_private_key_file: loginKey(lab),
      ansible_known_hosts_file: knownHosts(lab),
    },
    children: {
      mysql: {
        hosts: Object.fromEntries(
          lab.nodes.map((node) => [node.name, { ansible_host: nodeAddress(network, node) }]),
        ),
      },
    },
  },
})

async function variables(lab: Lab, network: Network, flavour: string, base: Base) {
  const { family, variables: ofFlavour } = flavourOf(flavour)
  return {
    vip: `${virtualAddress(network)}/${prefixLength}`,
    cluster_id: lab.id,
    witness: { address: bridgeAddress(network), port: witnessPort },
    mysql_flavour: family,
    mysql_version: base.mysqlVersion,
    ...(await serverSource(base)),
    ...ofFlavour,
    keepalived_startup_delay_seconds: 0,
    drill_allowed: true,
  }
}

/** Where the role finds the server: a tarball with what it needs, or the packages of the local repository. */
async function serverSource({ directory, tarball, libraries, clients }: Base) {
  if (tarball === undefined) return { mysql_install: 'package' }
  const path = join(directory, 'dist', tarball)
  const [sha256] = (await readFile(`${path}.sha256`, 'utf8')).split(' ')
  return {
    mysql_tarball: { path, sha256 },
    mysql_library_packages: libraries,
    ...(clients.length > 0 ? { mysql_client_packages: clients } : {}),
  }
}

// Roles add passwords of their own to this file: they are kept.
async function writeSecrets(lab: Lab): Promise<void> {
  const known = await readSecrets(lab)
  const withPassword = lab.nodes.find((node) => node.sudo === 'password')
  const password = await readFile(sudoPasswordFile(lab), 'utf8')
  const secrets = {
    cluster_key: randomBytes(32).toString('hex'),
    ...known,
    ...(withPassword && { [`become_password_${withPassword.name}`]: password }),
  }
  writeDurably(secretsFile(lab), stringify(secrets), 0o600)
}

/** The secrets of the lab's inventory by key, those that the roles have added too; empty when there are none yet. */
export async function readSecrets(lab: Lab): Promise<Record<string, unknown>> {
  const text = existsSync(secretsFile(lab)) ? await readFile(secretsFile(lab), 'utf8') : ''
  return z.record(z.string(), z.unknown()).parse(parse(text) ?? {})
}
