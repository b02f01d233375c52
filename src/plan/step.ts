import type { Deferred } from './deferred.ts'
import type { AnyModule } from './module.ts'

export interface StepOptions {
  /** Stands for the title in the step's id, for titles that may change. */
  readonly id?: string
  /** The step applies only where this is true; shown as skipped elsewhere. */
  readonly when?: boolean | Deferred<boolean>
  /** Keeps the value that the module found under this name for steps of later phases (`from`). */
  readonly publish?: string
  /** Its probes read the other host: never sent ahead of the steps before it. */
  readonly readsPeer?: boolean
}

/** One sentence that will be true on one host, and the module that makes it so. */
export interface Step {
  readonly title: string
  readonly module: AnyModule
  readonly params: unknown
  readonly options: StepOptions
}
