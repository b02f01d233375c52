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
  /** How often each step has failed in this run so far, before a resume: its jobs start anew then, and are not taken up. */
  readonly failures: ReadonlyMap<string, number>
  /** Key of the digests of parameters. */
  readonly key: Uint8Array
  /** The person asked to stop: no further step begins. */
  readonly signal: AbortSignal
  /** Under `--check`: something before differs, so what cannot be told now may be right later. */
  readonly dirty: { value: boolean }
}
