import type { Deferred } from '../../src/plan/deferred.ts'
import { differs, ok } from '../../src/plan/finding.ts'
import { defineModule } from '../../src/plan/module.ts'
import type { Step, StepOptions } from '../../src/plan/step.ts'
import type { ProbeSet, ResultsOf } from '../../src/values/probe.ts'

/** What must hold, from what was seen on the host and from values that are only known there (`given: fact(...)`). */
export interface AssertParams<Probes extends ProbeSet, Given> {
  readonly probes: Probes
  readonly given?: Given
  /** Pure. */
  readonly that: (results: ResultsOf<Probes>, given: Given) => boolean
  /** Names the thing and both values. */
  readonly failMsg: string | ((results: ResultsOf<Probes>, given: Given) => string)
  readonly successMsg?: string
  /** What the step publishes when it holds. */
  readonly value?: (results: ResultsOf<Probes>, given: Given) => string
  /** How long it may take to become true; 0 by default. */
  readonly timeoutSeconds?: number
}

const guard = defineModule({
  name: 'assert',
  probe: ({ probes }: AssertParams<ProbeSet, unknown>) => probes,
  judge(results, { that, given, failMsg, successMsg = 'it holds', value }) {
    if (that(results, given)) return ok(successMsg, value?.(results, given))
    return differs(typeof failMsg === 'string' ? failMsg : failMsg(results, given), undefined)
  },
  settleSeconds: ({ timeoutSeconds = 0 }) => timeoutSeconds,
})

/** A guard: looks, and fails with its message when the predicate does not hold (Ansible: assert). */
export function assert<Probes extends ProbeSet, Given = undefined>(
  title: string,
  params: Omit<AssertParams<Probes, Given>, 'given'> & { readonly given?: Given | Deferred<Given> },
  options: StepOptions = {},
): Step {
  return guard(title, params, options)
}
