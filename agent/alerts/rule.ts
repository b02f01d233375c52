import type { NodeStatus } from '../status.ts'
import type { Severity, VrrpState, WatchReport } from './report.ts'

/** From when on something is worth an alarm. */
export interface Limits {
  lagSeconds: number
  longTransactionSeconds: number
}

/** Everything that rules look at. */
export interface Seen {
  node: NodeStatus
  report: Omit<WatchReport, 'alerts'>
  /** Commits without acknowledgement a moment ago. */
  unacknowledgedLately: number
  /** keepalived's last change of state, while it is worth an alarm. */
  keepalivedChange: { from: VrrpState; number: number } | null
  limits: Limits
  /** ISO 8601. */
  wall: string
}

/** A rule that does not hold. */
export interface Broken {
  severity: Severity
  message: string
  /** Another number is another occurrence, told at once. */
  occurrence: number
}

export interface Rule {
  name: string
  judge: (seen: Seen) => Broken | null
  /** How long it must be broken before it is told; 0: at once. */
  holdsSeconds: number
}

/** A node that does not take part on somebody's word. */
export function away({ node }: Seen): boolean {
  return node.role === 'FORMING' || node.role === 'MAINT'
}

export function broken(severity: Severity, message: string, occurrence = 0): Broken {
  return { severity, message, occurrence }
}
