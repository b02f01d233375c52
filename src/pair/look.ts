import { mysqlha } from '../values/agent-command.ts'
import type { HostConnection } from '../connect/connection.ts'
import type { ShellResult } from '../values/probe.ts'
import { sh } from '../values/shell.ts'
import { agentStatusShape } from './status-shape.ts'
import type { AgentStatus } from './status-shape.ts'

/** What systemd says of the services on a node: `active`, `inactive`, `failed`, `activating` ... */
export interface Services {
  readonly mysqld: string
  readonly agent: string
  readonly keepalived: string
}

/** One look at a node. */
export type NodeLook =
  /** The agent's own words. */
  | {
      readonly reached: true
      readonly status: AgentStatus
      readonly services: Services
      readonly vip: boolean
    }
  /** The host answers, its agent does not. */
  | {
      readonly reached: true
      readonly status: undefined
      readonly because: string
      readonly services: Services
      readonly vip: boolean
    }
  /** The host does not answer. */
  | { readonly reached: false; readonly status: undefined; readonly because: string; readonly hint?: string }

/** A node by its name, and how it looked. */
export interface LookedAt {
  readonly name: string
  readonly look: NodeLook
}

/** Why a bare host has no agent's word. */
export const notInstalled = 'the agent is not installed'

const units = ['mysqld', 'mysqlha-agent', 'keepalived'] as const

/** Looks at agent, services and VIP in one round trip. Throws what the connection throws. */
export async function lookAt(connection: HostConnection, vip: string): Promise<NodeLook> {
  const [agent, services, addresses] = (await connection.probe([
    sh`${mysqlha} status --json`.timeout(4),
    sh`systemctl show -p ActiveState --value ${units}`.timeout(4),
    sh`ip -o addr show to ${vip}`.timeout(4),
  ])) as [ShellResult, ShellResult, ShellResult]
  const common = {
    reached: true,
    services: servicesOf(services),
    vip: addresses.exitCode === 0 && addresses.stdout.trim() !== '',
  } as const
  const answer = readStatus(agent)
  return 'status' in answer
    ? { ...common, status: answer.status }
    : { ...common, status: undefined, because: answer.because }
}

function servicesOf({ stdout }: ShellResult): Services {
  const [mysqld, agent, keepalived] = stdout
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  return { mysqld: mysqld ?? 'unknown', agent: agent ?? 'unknown', keepalived: keepalived ?? 'unknown' }
}

function readStatus(result: ShellResult): { status: AgentStatus } | { because: string } {
  if (result.exitCode === 127) return { because: notInstalled }
  if (result.exitCode !== 0) {
    const last = result.stderr.trim().split('\n').at(-1) ?? ''
    return { because: result.timedOut ? 'the agent does not answer' : last || 'the agent does not answer' }
  }
  try {
    return { status: agentStatusShape.parse(JSON.parse(result.stdout)) }
  } catch {
    return { because: 'the agent answered something that is no status' }
  }
}
