import type { Role, Transition } from './decide/state.ts'

/** What `mysqlha status --json` prints. Times are ISO 8601, ages seconds. */
export interface AgentStatus {
  nodeId: string
  role: Role
  /** The highest term this node has seen, and the one under which it last was primary (0: never). */
  term: number
  primaryTerm: number
  since: string
  /** Why the role is what it is. */
  reason: string
  /** What keepalived is told: 0, this node may have the VIP. */
  verdict: 0 | 1
  verdictReason: string
  vip: boolean
  /** As last read; `null` before the first time. `alive` is the present health. */
  mysql: {
    alive: boolean
    health: string
    readOnly: boolean
    serverUuid: string
    version: string
    gtidExecuted: string
  } | null
  /** The replica side; `null` when this server is no replica. */
  replication: {
    sourceHost: string
    sourcePort: number
    ioRunning: string
    sqlRunning: boolean
    lagSeconds: number | null
    received: string
    ioErrno: number
    ioError: string
    sqlErrno: number
    sqlError: string
  } | null
  semisync: {
    source: 'ON' | 'OFF'
    clients: number
    replica: 'ON' | 'OFF'
    sourceEnabled: boolean
    degraded: boolean
  }
  peer: {
    nodeId: string
    reachable: boolean
    role: Role
    term: number
    vip: boolean
    lastSeenSecondsAgo: number
  } | null
  witness: { reachable: boolean; lease: boolean; highestTerm: number } | null
  divergence?: { errant: string; dump: string }
  /** Automatic promotions that the flap guard still counts. */
  recentPromotions: number
  /** The newest last. */
  transitions: Transition[]
}
