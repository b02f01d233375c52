import type { Difference } from '../../mysql/difference.ts'
import { leaderOf } from '../leader.ts'
import type { LookedAt } from '../look.ts'
import type { AgentStatus } from '../status-shape.ts'
import { distancesOf } from './distance.ts'
import { findingsOf } from './findings.ts'

export type Severity = 'warning' | 'critical'

/** Something that is wrong with a pair. */
export interface PairFinding {
  readonly severity: Severity
  /** The node that it is about; absent: the pair. */
  readonly node?: string
  /** The agent's rule; absent for what only a look at both nodes tells. */
  readonly rule?: string
  readonly message: string
  /** ISO 8601, where the agent knows it. */
  readonly since?: string
  /** What to do, as one sentence or one command. */
  readonly next?: string
}

/** What `has` has and `lacks` lacks. */
export interface Distance extends Difference {
  readonly has: string
  readonly lacks: string
}

export interface PairTransition {
  readonly node: string
  /** ISO 8601. */
  readonly at: string
  readonly from: string
  readonly to: string
  readonly term: number
  readonly reason: string
}

/** A pair at one moment. */
export interface PairReport {
  readonly inventory: string
  readonly severity: 'ok' | Severity
  /** The node that leads; undefined when none or both say so. */
  readonly primary: string | undefined
  readonly vip: { readonly address: string; readonly holders: readonly string[] }
  readonly nodes: readonly LookedAt[]
  /** Empty while a server cannot be read. The two are read a moment apart: what is on its way shows as missing. */
  readonly distances: readonly Distance[]
  readonly findings: readonly PairFinding[]
  /** The newest last. */
  readonly transitions: readonly PairTransition[]
}

const transitionsShown = 6

/** Puts what was seen of both nodes together and judges it. Pure. */
export function reportOf(
  { inventory, vip }: { readonly inventory: string; readonly vip: string },
  nodes: readonly LookedAt[],
): PairReport {
  const distances = distancesOf(nodes)
  const findings = findingsOf(nodes, distances, inventory)
  const worst = (severity: Severity): boolean => findings.some((finding) => finding.severity === severity)
  return {
    inventory,
    severity: worst('critical') ? 'critical' : worst('warning') ? 'warning' : 'ok',
    primary: leaderOf(nodes)?.name,
    vip: {
      address: vip,
      holders: nodes.filter(({ look }) => look.reached && look.vip).map(({ name }) => name),
    },
    nodes,
    distances,
    findings,
    transitions: nodes
      .flatMap(({ name, look }) => transitionsOf(name, look.status))
      .sort((a, b) => (a.at < b.at ? -1 : 1))
      .slice(-transitionsShown),
  }
}

function transitionsOf(node: string, status: AgentStatus | undefined): PairTransition[] {
  return (status?.transitions ?? []).map((one) => ({ node, ...one }))
}
