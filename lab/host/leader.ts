import { existsSync, readFileSync } from 'node:fs'
import { LabFailure } from '../failure.ts'
import type { LabNode } from '../lab.ts'
import { processesOf } from '../machine/cgroups.ts'
import { listens } from '../machine/listens.ts'
import type { Argv } from '../machine/run.ts'

/** The host's process 1 as this machine counts it, or undefined while the host is off. */
export function leaderOf(node: LabNode): number | undefined {
  return processesOf(node.machine).find((pid) => isFirstInItsNamespace(pid))
}

function isFirstInItsNamespace(pid: number): boolean {
  try {
    return /^NSpid:\s+\d+(\s+\d+)*\s+1$/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

/** The command that runs `argv` as root inside a running host, past its network and its SSH. */
export function inside(node: LabNode, argv: Argv): Argv {
  const leader = leaderOf(node)
  if (leader === undefined) throw new LabFailure(`${node.name} is off: run \`lab up\``)
  return ['nsenter', '--target', String(leader), '--all', '--', ...argv]
}

/** Whether a person can log in by SSH: sshd listens and the boot is far enough that PAM admits users. */
export function acceptsLogins(node: LabNode): boolean {
  const leader = leaderOf(node)
  return leader !== undefined && listens(leader, 22) && !existsSync(`/proc/${leader}/root/run/nologin`)
}
