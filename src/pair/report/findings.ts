import { notInstalled } from '../look.ts'
import type { NodeLook } from '../look.ts'
import type { AgentStatus } from '../status-shape.ts'
import { adviceOn } from './advice.ts'
import { leadershipFindings } from './leadership.ts'
import type { LookedAt } from '../look.ts'
import type { Distance, PairFinding } from './report.ts'

/** Everything that is wrong: what the agents say, and what only a look from outside tells; the gravest first. */
export function findingsOf(
  nodes: readonly LookedAt[],
  distances: readonly Distance[],
  inventory: string,
): PairFinding[] {
  const silent = new Set(nodes.filter(({ look }) => look.status === undefined).map(({ name }) => name))
  const all = [
    ...leadershipFindings(nodes, distances),
    ...nodes.flatMap(({ name, look }) => nodeFindings(name, look, inventory)),
    ...nodes.flatMap((node) =>
      alertFindings(node, inventory).filter(
        // That the other one does not answer is told by the look at that one, with more detail.
        ({ rule }) => !(rule === 'peer' && nodes.some((other) => other !== node && silent.has(other.name))),
      ),
    ),
  ]
  return [
    ...all.filter(({ severity }) => severity === 'critical'),
    ...all.filter(({ severity }) => severity === 'warning'),
  ]
}

function alertFindings({ name, look }: LookedAt, inventory: string): PairFinding[] {
  const { status } = look
  if (status === undefined) return []
  if (status.alerts === undefined)
    return [
      {
        severity: 'warning',
        node: name,
        message: 'its agent is older and evaluates no alert rules',
        next: `npx playbook site --inventory ${inventory}`,
      },
    ]
  const lasting = status.alerts.filter(({ rule }) => !(rule === 'keepalived' && inItsPlace(status)))
  return lasting.map((alert) => {
    const next = adviceOn(alert.rule, name, inventory)
    return { node: name, ...alert, ...(next !== undefined && { next }) }
  })
}

/**
 * keepalived is where it belongs: that it has changed its state a moment ago was told by the agent, and is no fault of the
 * pair as it is now.
 */
function inItsPlace({ role, vip, keepalived }: AgentStatus): boolean {
  return role === 'PRIMARY'
    ? keepalived?.state === 'MASTER' && vip
    : role === 'STANDBY' && keepalived?.state === 'BACKUP' && !vip
}

function nodeFindings(node: string, look: NodeLook, inventory: string): PairFinding[] {
  if (!look.reached)
    return [
      {
        severity: 'critical',
        node,
        message: `the host cannot be looked at: ${look.because}`,
        next: look.hint ?? 'is it powered on and on the network? the other node goes on without it',
      },
    ]
  const { services, vip } = look
  if (look.status === undefined) {
    const others = `mysqld is ${services.mysqld}, keepalived ${services.keepalived}${vip ? ', the VIP is here' : ''}`
    const installed = look.because !== notInstalled
    return [
      {
        severity: 'critical',
        node,
        message: installed
          ? `its agent does not answer (${services.agent}): ${look.because}; ${others}`
          : `${notInstalled}: no node of a pair yet; ${others}`,
        next: installed
          ? `on ${node}: systemctl status mysqlha-agent; journalctl -u mysqlha-agent -n 50`
          : `npx playbook site --inventory ${inventory}`,
      },
    ]
  }
  const { role } = look.status
  if (role === 'FORMING')
    return [
      {
        severity: 'critical',
        node,
        message: 'it is FORMING: installed, and not part of the pair yet',
        next: `npx playbook site --inventory ${inventory}`,
      },
    ]
  return []
}
