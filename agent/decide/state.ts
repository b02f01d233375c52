import type { Work } from './action.ts'
import type { Rebuild, Rebuilding } from './rebuild-state.ts'

/** What this node is. */
export type Role = 'FORMING' | 'PRIMARY' | 'STANDBY' | 'FENCED' | 'DIVERGED' | 'CLONING' | 'MAINT'

export const roles: readonly Role[] = [
  'FORMING',
  'PRIMARY',
  'STANDBY',
  'FENCED',
  'DIVERGED',
  'CLONING',
  'MAINT',
]

/** What never changes while the agent runs. */
export interface Config {
  clusterId: string
  nodeId: string
  peerId: string
  policy: Policy
  /** There is a gateway to ask. */
  gateway: boolean
  /** Where the peer's MySQL listens, as a replica status names its source. */
  peerHost: string
  /** Changes with every boot of the machine: uptimes of another boot mean nothing. */
  bootId: string
}

export interface Policy {
  /**
   * `availability`: commits go on without the standby after a timeout. `consistency`: they wait. `none`: the servers have no
   * semi-sync, and a fail-over may lose what the primary had not sent yet.
   */
  semisync: 'availability' | 'consistency' | 'none'
  semisyncTimeoutMilliseconds: number
  /** `automatic` needs a witness; `automatic-without-witness` is the recorded consent to two writers in a partition. */
  failover: 'automatic' | 'assisted' | 'automatic-without-witness'
  /** What happens to a node with transactions that the primary lacks: it waits for a person, or is rebuilt once they are saved. */
  onDivergence: 'refuse' | 'reclone'
}

/** The part that survives a restart: fsynced before anything relies on it. */
export interface DurableState {
  clusterId: string
  nodeId: string
  bootId: string
  /** The highest term seen anywhere. */
  term: number
  /** The term under which this node last was primary; 0 for never. */
  primaryTerm: number
  role: Role
  /** ISO 8601. */
  roleSince: string
  reason: string
  /** An operator's word that this node shall lead next, whatever flap guard and completeness say. */
  approved: boolean
  /** Uptimes of automatic promotions. */
  promotions: number[]
  /** All transactions known to be here, received ones included. */
  watermark: string
  /** The last thing known of a primary peer. */
  primary: PrimarySeen | null
  divergence: Divergence | null
  /** Set as long as the data here may be a half copy; on disk before the data is touched. */
  rebuild: Rebuild | null
  /** The last ten. */
  transitions: Transition[]
}

/** Transactions that the primary lacks. */
export interface Divergence {
  errant: string
  /** What the primary had when that was found. */
  primaryHad: string
  /** The file that they were saved in, `''` until then, and its SHA-256. */
  dump: string
  sha256: string
  /** What of it is not in that file; absent while all is, or nobody has tried. */
  unsaved?: Unsaved
}

/** Transactions that would be lost for good. */
export interface Unsaved {
  gtids: string
  why: string
  /** Somebody has named them as to be given up, and has been answered this. */
  told: boolean
}

/** The peer as it was when it last said that it is primary, and the replica's last contact with it. */
export interface PrimarySeen {
  term: number
  seenAt: number
  executed: string
  semisyncOn: boolean
  /**
   * When the replica's I/O thread was last seen connected, and in which mysqld process; `null` when what it had received was
   * thrown away since.
   */
  contactAt: number | null
  contactInstance: string | null
}

export interface Transition {
  /** ISO 8601. */
  at: string
  from: Role
  to: Role
  term: number
  reason: string
}

/** All that the agent knows. A plain value: `decide` gets one and returns the next. Times are uptime milliseconds. */
export interface AgentState {
  config: Config
  durable: DurableState
  /** Grows with every change of `durable`; what is on disk is `persistedRevision`. */
  revision: number
  /** The newest change that cannot wait (role, term); a new watermark can. */
  urgentRevision: number
  persistedRevision: number
  requestedRevision: number
  requestedAt: number
  startedAt: number
  /** First complete look done: before that the verdict is "not me". */
  settled: boolean
  health: Health
  /** For which of the peer's terms my vote is bound, and until when; `null` while it is free or mine. */
  boundTo: { term: number; until: number } | null
  /** The vote is told once this revision, with the term voted for, is on disk. */
  votedRevision: number
  /** When this node last said that it does not lead: that frees the peer's vote, so only later answers back it. */
  releasedAt: number
  /** Clients may be able to write here. True until the opposite is seen. */
  open: boolean
  /** When opening writes was last begun or ended: only what was seen later proves that they are closed. */
  openTouchedAt: number
  /** When `open` or `semisync` last ended: what was read before says nothing about it. */
  adjustedAt: number
  promotion: Promotion | null
  /** A planned switchover away from this node; and one towards it. */
  switchover: Switchover | null
  handover: Handover | null
  /** The term in which writes were opened here last. */
  openedTerm: number
  /** Promoted by a handover: the VIP is on its way. */
  vipAwaited: boolean
  /** Writes open when this revision, with role and term, is on disk. */
  promotedRevision: number
  /** My last vote is good until then. */
  backedUntil: number
  /** The mysqld process that answered last. */
  servedInstance: string | null
  vipLostAt: number | null
  rivalVipSince: number | null
  /** Since when the VIP is here although it should not be. */
  vipUnwantedSince: number | null
  incompleteSince: number | null
  /** Since when a peer that does not lead any more has what this node has not received. */
  behindSince: number | null
  divergenceCheck: { mine: string; at: number } | null
  rebuilding: Rebuilding
  /** When the running join began. */
  joinedAt: number | null
  /** When the applier was last started again after a full disk, and how long it is left alone since. */
  resumed: { at: number; pause: number } | null
  verdict: 0 | 1
  verdictReason: string
  /** When the verdict last changed: keepalived needs a while to believe a good one. */
  verdictSince: number
  /** Since when the disk of the data or the binary logs is full, and since when it has room again: not for long enough yet. */
  diskFullSince: number | null
  diskRoomSince: number | null
  /** What was executed here when the disk last had room; `null`: it never had since this agent started, or the server did not answer. */
  executedWithRoom: string | null
  /** When this state was last saved, or had nothing new in it, and up to which revision. */
  savedAt: number
  savedRevision: number
  /** A refused VIP stays away until then. */
  holdUntil: number
  nextActionId: number
  /** Actions under way, by lane. */
  running: Partial<Record<Lane, { id: number; work: Work; since: number }>>
  /** Not before then, after a failure or where a look is to be repeated, by lane. */
  notBefore: Partial<Record<Lane, number>>
  heartbeatAt: number
  /** The term whose row is in `mysqlha.term`. */
  recordedTerm: number
}

export interface Promotion {
  term: number
  since: number
  stage: 'votes' | 'drain' | 'detach'
  /** The old primary gave its role and vote to this node in a planned switchover: nothing waits for VRRP. */
  handedOver: boolean
  /** What was received is applied already; this goes on while the votes are gathered. */
  drained: boolean
  /** The server whose data passed the gate: one that starts throws away what was received and is not applied. */
  instance: string | null
  /** Another host answers for the VIP; `null` while nobody has looked. */
  rival: boolean | null
}

/** A planned switchover as the old primary knows it. */
export interface Switchover {
  /** The command to answer when it has ended. */
  replyTo: number
  stage: 'checks' | 'survey' | 'closing' | 'offered' | 'yielded' | 'undoing'
  since: number
  stageSince: number
  /** What was reached when, for the answer: one line each. */
  course: readonly string[]
  /** What each side had executed when it was asked for. */
  before: { mine: string; theirs: string }
  /** When closing writes began: writes have had to wait since. */
  closedFrom: number | null
  /** Everything executed when writes were closed. */
  position: string
  /** Why it is being undone. */
  reason: string
}

/** A planned switchover as the new primary knows it. */
export interface Handover {
  /** The old primary's term and position. */
  term: number
  position: string
  since: number
  /** Everything up to there is applied here. */
  ready: boolean
}

/** Actions of one lane run one at a time; lanes run side by side. */
export type Lane = 'database' | 'record' | 'dump' | 'vip'

export interface Health {
  status: 'unknown' | 'healthy' | 'alert' | 'failed'
  sequence: number
  /** Consecutive probes that found no process or no port, and when the first was. */
  hardMisses: number
  hardSince: number
  /** Unanswered probes at least a second apart, and when the last was counted. */
  softMisses: number
  softCountedAt: number
  reason: string
}
