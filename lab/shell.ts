import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { LabFailure } from './failure.ts'
import { loginUser } from './base/seal.ts'
import { knownHosts, loginKey } from './host/identity.ts'
import { inside } from './host/leader.ts'
import type { Lab, LabNode } from './lab.ts'
import type { Argv } from './machine/run.ts'
import { nodeAddress } from './network/addresses.ts'
import { readState } from './state.ts'

/**
 * A shell, or one command, on a host: as its login user over SSH, or as root past network and SSH. Takes over this
 * terminal; returns the exit code.
 */
export async function shell(
  lab: Lab,
  node: LabNode,
  command: readonly string[],
  asRoot: boolean,
): Promise<number> {
  const state = readState(lab)
  if (!state) throw new LabFailure('there is no lab: run `lab up`', 2)
  const [first, ...rest] = command
  const [program, ...args] = asRoot
    ? inside(node, first === undefined ? ['/bin/bash', '--login'] : [first, ...rest])
    : ssh(lab, nodeAddress(state.network, node), command)
  const child = spawn(program, args, { stdio: 'inherit' })
  const [code] = (await once(child, 'exit')) as [number | null]
  return code ?? 128
}

function ssh(lab: Lab, address: string, command: readonly string[]): Argv {
  const options = ['-F', 'none', '-o', `UserKnownHostsFile=${knownHosts(lab)}`, '-o', 'IdentitiesOnly=yes']
  return ['ssh', ...options, '-i', loginKey(lab), `${loginUser.name}@${address}`, ...command]
}
