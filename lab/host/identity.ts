import { existsSync } from 'node:fs'
import { chmod, chown, copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Lab, LabNode } from '../lab.ts'
import { writeDurably } from '../machine/files.ts'
import { run } from '../machine/run.ts'
import { nodeAddress } from '../network/addresses.ts'
import type { Network } from '../network/addresses.ts'

/** The files below `.lab/NAME` with which a person or a test gets into the hosts. */
export const loginKey = (lab: Lab): string => join(lab.directory, 'id_ed25519')
export const knownHosts = (lab: Lab): string => join(lab.directory, 'known_hosts')
export const sudoPasswordFile = (lab: Lab): string => join(lab.directory, 'sudo-password')
export const hostKey = (lab: Lab, node: LabNode): string => join(lab.directory, `${node.name}-host-key`)

/** Makes the lab's keys and its sudo password where they are missing, and the list of its host keys. */
export async function ensureIdentity(lab: Lab, network: Network): Promise<void> {
  await mkdir(lab.directory, { recursive: true, mode: 0o700 })
  await chmod(lab.directory, 0o700)
  await ensureKey(loginKey(lab), 'deploy')
  if (!existsSync(sudoPasswordFile(lab))) writeDurably(sudoPasswordFile(lab), randomBytes(12).toString('hex'))
  const lines: string[] = []
  for (const node of lab.nodes) {
    await ensureKey(hostKey(lab, node), node.name)
    const [type, key] = (await readFile(`${hostKey(lab, node)}.pub`, 'utf8')).split(' ')
    lines.push(`${nodeAddress(network, node)} ${type} ${key}\n`)
  }
  writeDurably(knownHosts(lab), lines.join(''))
}

// The public half is written last: without it the key may be a torn one.
async function ensureKey(path: string, comment: string): Promise<void> {
  if (existsSync(`${path}.pub`)) return
  await run(['rm', '-f', path])
  await run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', comment, '-f', path])
}

/** Copies a file into a host's root, owned and readable as a server has it. */
export async function place(
  source: string,
  destination: string,
  { mode, uid = 0 }: { readonly mode: number; readonly uid?: number },
): Promise<void> {
  await copyFile(source, destination)
  await chmod(destination, mode)
  await chown(destination, uid, uid)
}

/** Writes a file of a host's root. */
export async function put(destination: string, content: string, mode = 0o644): Promise<void> {
  await writeFile(destination, content, { mode })
  await chmod(destination, mode)
}
