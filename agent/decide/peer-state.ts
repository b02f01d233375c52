import type { GtidStyle } from '../../src/mysql/position.ts'
import type { Role } from './state.ts'

/** What a node tells its peer, every 250 ms and whenever it changes. All of it is data; nothing is a command. */
export interface PeerState {
  node: string
  /** Random, new with every start of the agent; sequences count within it. */
  incarnation: string
  sequence: number
  /** The newest message of the receiver that the sender had when it wrote this. */
  heard: { incarnation: string; sequence: number } | null
  /** The highest term the sender has seen, and the one under which it last was primary. */
  term: number
  primaryTerm: number
  role: Role
  /** The term for which the sender is asking for votes or opening writes. */
  promoting: number | null
  /** Whom the sender's vote is bound to: a node id, or `null` while it is free. */
  vote: string | null
  vip: boolean
  /** Whether the sender could be promoted as far as it alone can tell. */
  eligible: boolean
  /** Whether clients may still be able to write at the sender. */
  open: boolean
  /** The sender has closed writes under this term of its own, at this position, and offers its role. */
  handover: { term: number; position: string } | null
  /** The sender has applied all that is offered in the receiver's term. */
  ready: number | null
  /** Whether keepalived at the sender would take the VIP now. */
  vipReady: boolean
  /** The term in which writes were opened at the sender last. */
  opened: number
  mysql: PeerMysql | null
  /** Absent while the sender makes no backups, or does not say. */
  backups?: PeerBackups
}

/** The sender's backups. Decisions do not depend on them. */
export interface PeerBackups {
  /** Whether the sender would make one now, as a healthy standby. */
  fit: boolean
  /** When its newest one ended, and when one was last restored for a trial: ISO 8601; `null`: never. */
  lastAt: string | null
  provenAt: string | null
}

/** The sender's MySQL, when it answers. */
export interface PeerMysql {
  style: GtidStyle
  version: string
  serverUuid: string
  serverId: number
  executed: string
  purged: string
  /** Age of these facts when they were sent. */
  ageMilliseconds: number
  semisyncOn: boolean
  semisyncClients: number
  /** A commit at the sender waits for an acknowledgement, whether or not there is anybody to give it. */
  semisyncWaits: boolean
  /** The sender's replica is connected, and its side of semi-sync is on (where there is one). */
  replicating: boolean
  readOnly: boolean
}
