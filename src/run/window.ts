import type { ResultsOf, ProbeSet } from '../values/probe.ts'
import type { PlannedStep } from '../plan/plan.ts'
import type { RunContext } from './context.ts'
import { applies, resolveParams, NotPublished, type HostState } from './host-state.ts'
import { lookAhead, type ReadyStep } from './look.ts'

/** A step at the front of the window: seen, not applicable, or waiting for a value that is not published yet. */
export type Seen =
  | {
      readonly kind: 'seen'
      readonly planned: PlannedStep
      readonly step: ReadyStep
      readonly results: ResultsOf<ProbeSet>
    }
  | { readonly kind: 'skipped'; readonly planned: PlannedStep }
  | { readonly kind: 'waiting'; readonly planned: PlannedStep; readonly because: string }
  /** Its parameters or its probes cannot be made; that is told at its own turn. */
  | { readonly kind: 'broken'; readonly planned: PlannedStep; readonly error: unknown }

type Unseen =
  | Exclude<Seen, { kind: 'seen' }>
  | { readonly kind: 'ready'; readonly planned: PlannedStep; readonly step: ReadyStep }

function readyStep(context: RunContext, host: HostState, planned: PlannedStep): Unseen {
  try {
    if (!applies(planned, host, context.published)) return { kind: 'skipped', planned }
    const params = resolveParams(planned, host, context.published)
    const prepared = context.prepared.get(planned)
    const probes = planned.step.module.probe(params, prepared)
    return { kind: 'ready', planned, step: { planned, params, prepared, probes } }
  } catch (error) {
    if (error instanceof NotPublished) return { kind: 'waiting', planned, because: error.message }
    return { kind: 'broken', planned, error }
  }
}

/** The steps that one round trip may look at: up to `size`, and a step that reads the peer only as the first one. */
function front(steps: readonly PlannedStep[], size: number): readonly PlannedStep[] {
  const stop = steps.findIndex((step, index) => index > 0 && step.step.options.readsPeer === true)
  return steps.slice(0, Math.min(size, stop === -1 ? steps.length : stop))
}

/** Looks at the coming steps of a host in one round trip. */
export async function seeAhead(
  context: RunContext,
  host: HostState,
  steps: readonly PlannedStep[],
  size: number,
): Promise<Seen[]> {
  const unseen = front(steps, size).map((planned) => readyStep(context, host, planned))
  const ready = unseen.flatMap((item) => (item.kind === 'ready' ? [item.step] : []))
  const results = await lookAhead(host.connection, ready)
  return unseen.map((item) =>
    item.kind === 'ready'
      ? { ...item, kind: 'seen', results: results[ready.indexOf(item.step)] ?? {} }
      : item,
  )
}
