import type { HostConnection } from '../connect/connection.ts'
import { PlaybookError } from '../errors.ts'
import type { Finding } from '../plan/finding.ts'
import type { PlannedStep } from '../plan/plan.ts'
import type { Probe, ProbeResult, ProbeSet, ResultsOf } from '../values/probe.ts'

/** A step ready to be looked at: parameters resolved, local part prepared. */
export interface ReadyStep {
  readonly planned: PlannedStep
  readonly params: unknown
  readonly prepared: unknown
  /** What its module wants to look at. */
  readonly probes: ProbeSet
}

export type Settled = Exclude<Finding<unknown>, { kind: 'ask' }>

type Results = ResultsOf<ProbeSet>

const mostSecondLooks = 2

async function probeSets(connection: HostConnection, sets: readonly ProbeSet[]): Promise<Results[]> {
  const probes: Probe[] = sets.flatMap((set) => Object.values(set))
  const results: readonly ProbeResult[] = probes.length === 0 ? [] : await connection.probe(probes)
  let next = 0
  return sets.map(
    (set) => Object.fromEntries(Object.keys(set).map((key) => [key, results[next++]])) as Results,
  )
}

/** Probes many steps in one round trip. Results stand in the order of the steps. */
export async function lookAhead(connection: HostConnection, steps: readonly ReadyStep[]): Promise<Results[]> {
  return probeSets(
    connection,
    steps.map(({ probes }) => probes),
  )
}

/** Judges one step, looking a second time where its module asks for it. */
export async function judge(connection: HostConnection, step: ReadyStep, first: Results): Promise<Settled> {
  const { module } = step.planned.step
  let results = first
  for (let look = 0; look <= mostSecondLooks; look++) {
    const finding = module.judge(results, step.params, step.prepared)
    if (finding.kind !== 'ask') return finding
    const [more] = await probeSets(connection, [finding.probes])
    results = { ...results, ...more }
  }
  throw new PlaybookError(
    'Internal',
    `module ${module.name} asked for more than ${mostSecondLooks} second looks`,
  )
}

/** Probes and judges one step at its own turn. */
export async function look(connection: HostConnection, step: ReadyStep): Promise<Settled> {
  const [results] = await lookAhead(connection, [step])
  return judge(connection, step, results ?? {})
}
