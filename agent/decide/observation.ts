import type { GtidStyle } from '../../src/mysql/position.ts'
import type { ReplicaStatus } from '../../src/mysql/replica-status.ts'
import type { PeerState } from './peer-state.ts'
import type { AgentEvent } from './event.ts'

/** Everything the agent can see at one moment. Times are uptime milliseconds. */
export interface Observation {
  /** Whether my interface holds the VIP; `null` before the first look. */
  vip: boolean | null
  /** Whether keepalived runs; `null` where that cannot be told. */
  keepalived: boolean | null
  /** The disk of the server's data or of its binary logs takes nothing more. */
  diskFull?: boolean
  /** Whether the gateway answers; absent or `null` while that is not known, or there is none. */
  gateway?: boolean | null
  mysql: MysqlObservation
  peer: PeerObservation
  lease: LeaseObservation
  /** What happened since the last decision, in order. */
  events: readonly AgentEvent[]
}

export interface MysqlObservation {
  /** The newest finished probe; `null` before the first. */
  probe: Probe | null
  /** What the last successful probe read; may be older than `probe`. */
  facts: MysqlFacts | null
}

/** One connect-and-select attempt, and what the process table said at that moment. */
export interface Probe {
  sequence: number
  at: number
  /** `alive`: refused with an error that only a living server gives (too many connections, access denied ...). */
  result: 'ok' | 'alive' | 'no-answer'
  error: string
  /** The server's process, identified by pid and start time; `null` when there is none. */
  instance: string | null
  /** The server's port is listened on. */
  listening: boolean
}

export interface MysqlFacts {
  sampledAt: number
  instance: string | null
  style: GtidStyle
  version: string
  serverUuid: string
  serverId: number
  readOnly: boolean
  executed: string
  /** Transactions that the source may have deleted from its binary logs; `''` on MariaDB. */
  purged: string
  replica: ReplicaStatus | null
  semisync: { sourceEnabled: boolean; sourceOn: boolean; clients: number; replicaOn: boolean }
}

export interface PeerObservation {
  /** Its newest message; `null` before the first. */
  state: PeerState | null
  /** When that message arrived. */
  receivedAt: number
  /** When I sent the newest message of mine that the peer says it has heard. */
  confirmedSentAt: number | null
}

export interface LeaseObservation {
  configured: boolean
  reachable: boolean
  /** Until when the lease is mine, counted from when it was asked for; `null` when it is not. */
  heldUntil: number | null
  /** The term it was granted for. */
  term: number
  /** The highest term the witness has granted to anybody. */
  highestTerm: number
  /** Who held it last, or while I hold it: before me; as the witness remembers. */
  previous: { node: string; term: number } | null
}
