import type { PlannedStep } from '../plan/plan.ts'
import type { EventSink } from './events.ts'
import type { Published } from './host-state.ts'

/** What every part of one run shares; nothing of it is global. */
export interface RunContext {
  readonly run: string
  readonly mode: 'apply' | 'check'
  readonly emit: EventSink
  readonly published: Published
  /** What `prepare` of each step gave, by step id. */
  readonly prepared: ReadonlyMap<PlannedStep, unknown>
  /** Key of the digests of parameters. */
  readonly key: Uint8Array
  /** The person asked to stop: no further step begins. */
  readonly signal: AbortSignal
  /** Under `--check`: something before differs, so what cannot be told now may be right later. */
  readonly dirty: { value: boolean }
}
