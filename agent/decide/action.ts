import type { Publication } from './publish.ts'
import type { DurableState, Lane } from './state.ts'

/** What shall be done. Every one is idempotent and bounded; those with a lane report their end as an event. */
export type Action = LaneAction | FreeAction

export type LaneAction = { id: number; lane: Lane } & Work

/** Work on the database, the disk or the interface. */
export type Work =
  /** Close writes, drop client sessions, switch the semi-sync source off. `hard`: kill mysqld rather than wait. */
  | { kind: 'fence'; hard: boolean; reason: string }
  /** Wait until all that was received is applied, then stop fetching, and once more. */
  | { kind: 'drain' }
  /** Save the replica status, then forget the source. */
  | { kind: 'detach'; term: number }
  | { kind: 'open'; semisyncSource: boolean }
  | { kind: 'semisync'; source: boolean }
  | { kind: 'join'; wasPrimary: boolean }
  /** Write the row of `mysqlha.term`. */
  | { kind: 'record-term'; term: number }
  | { kind: 'heartbeat'; term: number }
  | { kind: 'dump-errant'; errant: string }
  /** Take the VIP off the interface: keepalived did not. */
  | { kind: 'drop-vip' }

/** Actions without an outcome of their own. */
export type FreeAction =
  | { kind: 'persist'; revision: number; durable: DurableState }
  | { kind: 'reply'; id: number; ok: boolean; message: string }
  /** One line of a log: `notify` for roles, `check_mysql` for health. */
  | { kind: 'log'; log: 'notify' | 'check_mysql'; record: Record<string, unknown> }

/** What to do, what to tell the peer, and which lease to ask for (`null`: give it back). */
export interface Decision {
  tell: Publication
  actions: readonly Action[]
  lease: { term: number } | null
}
