import type { WatchReport } from './alerts/report.ts'
import type { RebuildMethod } from '../src/mysql/rebuild-method.ts'
import type { PeerBackups } from './decide/peer-state.ts'
import type { RebuildStage } from './decide/rebuild-state.ts'
import type { Policy, Role, Transition } from './decide/state.ts'

/** What `mysqlha status --json` prints. Times are ISO 8601, ages seconds. */
export type AgentStatus = NodeStatus & WatchReport

/** What the agent's decisions know. */
export interface NodeStatus {
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
  /** Why this node's disks forbid that it leads; `null` when they do not. */
  diskTrouble: string | null
  /** The replica side; `null` when this server is no replica. */
  replication: {
    sourceHost: string
    sourcePort: number
    ioRunning: string
    sqlRunning: boolean
    /** `null`: the server does not tell, or its status cannot be read any more. */
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
    /** What the pair was told: `none` when its servers have no semi-sync, which is then no fault. */
    policy: Policy['semisync']
    degraded: boolean
  }
  peer: {
    nodeId: string
    reachable: boolean
    role: Role
    term: number
    vip: boolean
    lastSeenSecondsAgo: number
    backups: PeerBackups | null
  } | null
  witness: { reachable: boolean; lease: boolean; highestTerm: number } | null
  /** Transactions that the primary lacks, the file that they are saved in, and what of them is not in it. */
  divergence?: { errant: string; dump: string; sha256: string; unsaved?: { gtids: string; why: string } }
  /** The data here is being replaced by a copy of the peer's. */
  rebuild?: {
    /** `auto` until it has been decided. */
    method: RebuildMethod
    stage: RebuildStage
    bytes: number
    /** As the donor estimates it; 0 for unknown. */
    totalBytes: number
    startedAt: string
    failures: number
    error: string
  }
  /** Automatic promotions that the flap guard still counts. */
  recentPromotions: number
  /** The newest last. */
  transitions: Transition[]
}
