import type { Publication } from './publish.ts'
import type { RebuildWork } from './rebuild-state.ts'
import type { DurableState, Lane } from './state.ts'
import type { Urgency } from './urgency.ts'

/** What shall be done. Every one is idempotent and bounded; those with a lane report their end as an event. */
export type Action = LaneAction | FreeAction

export type LaneAction = { id: number; lane: Lane } & Work

/** Work on the database, the disk or the interface. */
export type Work =
  /**
   * Close writes, drop client sessions, switch the semi-sync source off. What does not close in time is ended: by SIGKILL
   * when it is `hard`, else it may first end by itself. A server other than `served`, the last one that answered, is still
   * starting: it boots read-only, and is spared.
   */
  | ({ kind: 'fence'; served: string | null; reason: string } & Urgency)
  /** For a planned switchover: look for transactions that closing would break off or wait for. */
  | { kind: 'survey' }
  /** Close writes and leave client sessions alone, within a second or not at all; its detail is the position reached. */
  | { kind: 'close' }
  /** Wait until everything up to a position is applied, touching nothing. */
  | { kind: 'catch-up'; position: string }
  /** Wait until all that was received is applied, then stop fetching, and once more. */
  | { kind: 'drain' }
  /** Save the replica status, then forget the source. */
  | { kind: 'detach'; term: number }
  | { kind: 'open'; semisyncSource: boolean }
  | { kind: 'semisync'; source: boolean }
  | { kind: 'join'; wasPrimary: boolean }
  /** Start the applier, and nothing else. */
  | { kind: 'resume' }
  /** Write the row of `mysqlha.term`. */
  | { kind: 'record-term'; term: number }
  | { kind: 'heartbeat'; term: number }
  | { kind: 'dump-errant'; errant: string; primaryHad: string }
  /** Copy the peer's data over what is here. */
  | ({ kind: 'rebuild' } & RebuildWork)
  /** Ask the segment who else has the VIP; its detail begins with `answered` when somebody does. */
  | { kind: 'probe-vip' }
  /** Take the VIP off the interface: keepalived did not. */
  | { kind: 'drop-vip' }

/** Actions without an outcome of their own. */
export type FreeAction =
  | { kind: 'persist'; revision: number; durable: DurableState }
  | { kind: 'reply'; id: number; ok: boolean; message: string }
  /** One line of a log: `notify` for roles, `check_mysql` for health. */
  | { kind: 'log'; log: 'notify' | 'check_mysql'; record: Record<string, unknown> }

/** What to do, what to tell the peer, and which lease to ask for (`null`: none). */
export interface Decision {
  tell: Publication
  actions: readonly Action[]
  lease: { term: number } | null
  /** The next turn is due after this long, in milliseconds, if nothing happens before. */
  nextTurnMilliseconds: number
}
