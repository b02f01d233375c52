import type { Decision } from '../plan/decision.ts'
import { didYouMean } from '../values/suggest.ts'

/** Why a value is no answer to a decision, with what is allowed; undefined when it is one. */
export function whyNotAcceptable(decision: Decision, value: string): string | undefined {
  const { choices } = decision
  if (choices !== undefined && !choices.includes(value)) {
    return `must be one of ${choices.join(', ')}${didYouMean(value, choices)}`
  }
  return decision.validate?.(value)
}
