import { planOf } from '../faults/draw.ts'
import type { Plan } from '../faults/draw.ts'
import { simulate } from '../simulate.ts'
import type { Outcome } from '../simulate.ts'
import type { Configuration } from '../world/configuration.ts'

/** The fewest faults of a seed that still break the same promise. */
export function shrink(seed: number, configuration: Configuration): { plan: Plan; outcome: Outcome } {
  let plan = planOf(seed)
  let outcome = simulate(seed, configuration, null, plan)
  const promise = outcome.broken?.promise
  for (let index = plan.faults.length - 1; index >= 0 && promise !== undefined; index -= 1) {
    const fewer = { ...plan, faults: plan.faults.filter((_, place) => place !== index) }
    const tried = simulate(seed, configuration, null, fewer)
    if (tried.broken?.promise === promise) [plan, outcome] = [fewer, tried]
  }
  return { plan, outcome }
}
