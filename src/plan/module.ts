import type { ProbeSet, ResultsOf } from '../values/probe.ts'
import type { Deferrable } from './deferred.ts'
import type { Finding } from './finding.ts'
import type { HostWriter } from './host.ts'
import type { Local } from './local.ts'
import type { Step, StepOptions } from './step.ts'

/**
 * A plugin: looks at one thing on a host, and makes it so. Methods are pure except `prepare` (reads local files) and
 * `apply` (changes the host).
 */
export interface Module<Params, Prepared, Probes extends ProbeSet, Drift> {
  readonly name: string
  /**
   * Runs on the engineer's machine before any connection: reads and hashes local files, compiles templates. Parameters
   * that are only known later (`fact`, `from`) are undefined here.
   */
  prepare?(params: Partial<Params>, local: Local): Promise<Prepared>
  /** Describes what to look at; may be sent together with the probes of other steps. */
  probe(params: Params, prepared: Prepared): Probes
  /** Results in, finding out. Results of a second look (`askFor`) stand beside the first under their own keys. */
  judge(results: ResultsOf<Probes>, params: Params, prepared: Prepared): Finding<Drift>
  /** Makes it so. Absent in a guard, which only looks. Must be safe to run again after a crash at any point. */
  apply?(host: HostWriter, params: Params, drift: Drift, prepared: Prepared): Promise<void>
  /** How long after `apply` the finding may take to become `ok` (a port, a replica); 0 by default. */
  settleSeconds?(params: Params): number
}

/** A module whose types have been checked at its definition and are no longer needed. */
export type AnyModule = Module<unknown, unknown, ProbeSet, unknown>

/** What a module is called by in a role: the sentence that shall be true, then the parameters. */
export type StepFactory<Params> = (title: string, params: Deferrable<Params>, options?: StepOptions) => Step

/** Turns a module into the function that roles call. */
export function defineModule<Params, Probes extends ProbeSet, Drift, Prepared = undefined>(
  module: Module<Params, Prepared, Probes, Drift>,
): StepFactory<Params> & { readonly module: Module<Params, Prepared, Probes, Drift> } {
  const factory = (title: string, params: Deferrable<Params>, options: StepOptions = {}): Step => ({
    title,
    module: module,
    params,
    options,
  })
  return Object.assign(factory, { module })
}
