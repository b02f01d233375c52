import type { RebuildMethod } from '../../src/mysql/rebuild-method.ts'
import type { Progress } from './rebuild-state.ts'

/** Something that happened; everything else is state that can be looked at any time. */
export type AgentEvent = OutcomeEvent | ProgressEvent | PersistedEvent | CommandEvent

/** An action ended: well, badly, or because its time was up or another one took its place. */
export interface OutcomeEvent {
  kind: 'outcome'
  id: number
  ok: boolean
  /** For the record; on a dump the file. */
  detail: string
}

/** How far a rebuild is. */
export interface ProgressEvent extends Progress {
  kind: 'progress'
  id: number
}

/** A revision of the durable state is on disk. */
export interface PersistedEvent {
  kind: 'persisted'
  revision: number
}

/** An operator typed something. */
export interface CommandEvent {
  kind: 'command'
  id: number
  command: Command
}

export type Command =
  | { name: 'adopt'; primary: 'SELF' | 'PEER' }
  | { name: 'fence' }
  | { name: 'maint'; on: boolean }
  | { name: 'clear-flap' }
  /** Answered when it has ended. */
  | { name: 'switchover' }
  | { name: 'rebuild'; method: RebuildMethod; discard: string }
