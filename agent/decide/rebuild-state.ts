import type { RebuildMethod } from '../../src/mysql/rebuild-method.ts'
import type { Role } from './state.ts'

/** A rebuild that was begun and has not ended well. */
export interface Rebuild {
  method: RebuildMethod
  /** Transactions that may be thrown away: somebody, or the policy, has seen exactly these. */
  discard: string
  /** What the node was. FORMING: it must be virgin, and becomes FORMING again. */
  from: Role
  /** ISO 8601. */
  startedAt: string
  /** Attempts that failed after data was touched, and why the last one did. */
  failures: number
  error: string
}

/** What the action needs to know. */
export interface RebuildWork {
  method: RebuildMethod
  discard: string
  /** All transactions known to have been here, should the server not be able to say so. */
  known: string
  /** No attempt has touched the data yet: if this one fails before it does, the server goes on with it. */
  untouched: boolean
  /** Nothing but an empty server may be overwritten. */
  virgin: boolean
}

/**
 * `checking`: nothing has been touched yet. `copying`: the old data is gone. `preparing`: the copy is made consistent.
 * `starting`: the server starts on it.
 */
export type RebuildStage = 'checking' | 'copying' | 'preparing' | 'starting'

/** How far a running rebuild is. */
export interface Progress {
  stage: RebuildStage
  /** The method in use, once `auto` has been decided. */
  method: RebuildMethod
  bytes: number
  /** As the donor estimates it; 0 for unknown. */
  totalBytes: number
}

/** What is known of a rebuild while the agent runs. */
export interface Rebuilding {
  /** Nothing starts before this revision, which says CLONING, is on disk. */
  revision: number
  /** `null` until the first attempt of this agent has said something: an earlier one may have touched the data. */
  progress: Progress | null
  notBefore: number
}

export const notRebuilding: Rebuilding = { revision: 0, progress: null, notBefore: 0 }
