import { PlaybookError } from '../errors.ts'
import { readsOf } from './deferred.ts'
import type { PlannedPhase, PlannedStep } from './plan.ts'

const keyOf = (host: string, name: string) => `${host}\n${name}`

/** Which step publishes what, and in which phase. */
export type Publishers = ReadonlyMap<string, { readonly step: PlannedStep; readonly phase: number }>

/** Finds every published value of a plan. */
export function publishersOf(phases: readonly PlannedPhase[]): Publishers {
  const publishers = new Map<string, { step: PlannedStep; phase: number }>()
  phases.forEach((phase, index) => {
    for (const step of [...phase.steps.values()].flat())
      if (step.step.options.publish !== undefined)
        publishers.set(keyOf(step.host, step.step.options.publish), { step, phase: index })
  })
  return publishers
}

/** The steps whose published values a step reads. */
export function publishersFor(
  step: PlannedStep,
  publishers: Publishers,
): { step: PlannedStep; phase: number; name: string }[] {
  return readsOf([step.step.params, step.step.options.when]).map(({ host, name }) => {
    const publisher = publishers.get(keyOf(host, name))
    if (!publisher)
      throw new PlaybookError('BadPlan', `${step.id} reads ${name} of ${host}, which no step publishes`)
    return { ...publisher, name }
  })
}

/** A value must come from an earlier phase: within a phase hosts run side by side. */
export function checkReads(phases: readonly PlannedPhase[]): void {
  const publishers = publishersOf(phases)
  phases.forEach((phase, index) => {
    for (const step of [...phase.steps.values()].flat())
      for (const publisher of publishersFor(step, publishers))
        if (publisher.phase >= index)
          throw new PlaybookError(
            'BadPlan',
            `${step.id} reads ${publisher.name}, which ${publisher.step.id} publishes in the same phase or later`,
          )
  })
}
