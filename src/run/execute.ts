import type { Plan, PlannedPhase, PlannedStep } from '../plan/plan.ts'
import { mapDeferred } from '../plan/deferred.ts'
import type { Local } from '../plan/local.ts'
import { exitCodes, PlaybookError } from '../errors.ts'
import { openHosts, type HostOpener } from './connect-hosts.ts'
import type { RunContext } from './context.ts'
import type { EventSink, RunEvent } from './events.ts'
import { failureOf } from './failure.ts'
import { runHostPhase } from './host-phase.ts'
import { Published, type HostState } from './host-state.ts'
import { checkNeeds } from './needs.ts'
import { allToTheirEnd, rejectionsOf } from './side-by-side.ts'
import { Tally } from './tally.ts'

export interface Execution {
  readonly plan: Plan
  readonly run: string
  readonly mode: 'apply' | 'check'
  readonly opener: HostOpener
  readonly prepared: ReadonlyMap<PlannedStep, unknown>
  readonly key: Uint8Array
  /** By step: how often it failed earlier in this run. */
  readonly failures?: ReadonlyMap<string, number>
  readonly emit: EventSink
  readonly signal: AbortSignal
}

/** Reads and compiles everything local that the plan uses, before the first connection. All problems at once. */
export async function preparePlan(plan: Plan, local: Local): Promise<Map<PlannedStep, unknown>> {
  const prepared = new Map<PlannedStep, unknown>()
  const steps: PlannedStep[] = [
    ...plan.needs,
    ...plan.phases.flatMap((phase) => [...phase.steps.values()].flat()),
  ]
  const results = await Promise.allSettled(
    steps.map(async (step) => {
      const { module, params } = step.step
      const known = mapDeferred(params, () => undefined) ?? {}
      prepared.set(step, await module.prepare?.(known, local))
    }),
  )
  const bug = rejectionsOf(results).find((reason) => !(reason instanceof PlaybookError))
  if (bug !== undefined) throw bug
  const problems = results.flatMap((result, index) =>
    result.status === 'rejected' ? [`${steps[index]?.id}: ${failureOf(result.reason).message}`] : [],
  )
  if (problems.length > 0)
    throw new PlaybookError(
      'BadLocalFile',
      'a local file that this playbook uses is missing or broken; nothing was changed',
      { details: [...new Set(problems)] },
    )
  return prepared
}

type Outcome = 'done' | 'failed' | 'stopped'

async function runPhase(
  context: RunContext,
  phase: PlannedPhase,
  hosts: ReadonlyMap<string, HostState>,
): Promise<Outcome> {
  const names = [...phase.steps.keys()]
  const at = { stage: phase.stage, role: phase.role, phase: phase.name }
  await context.emit({ kind: 'phaseStarted', ...at, hosts: names })
  const one = async (name: string): Promise<Outcome> => {
    const host = hosts.get(name)
    return host ? runHostPhase(context, host, phase.steps.get(name) ?? []) : 'failed'
  }
  const outcomes: Outcome[] = []
  if (phase.serial) {
    for (const name of names) if (!outcomes.includes('failed')) outcomes.push(await one(name))
  } else outcomes.push(...(await allToTheirEnd(names.map(one))))
  await context.emit({ kind: 'phaseEnded', ...at })
  return outcomes.includes('failed') ? 'failed' : outcomes.includes('stopped') ? 'stopped' : 'done'
}

async function runAll(
  context: RunContext,
  plan: Plan,
  hosts: ReadonlyMap<string, HostState>,
): Promise<Outcome> {
  await checkNeeds(context, hosts, plan.needs)
  for (const phase of plan.phases) {
    if (context.signal.aborted) return 'stopped'
    const outcome = await runPhase(context, phase, hosts)
    if (outcome !== 'done') return outcome
  }
  return 'done'
}

/** The one loop: a plan becomes events. Gives back the last of them; its exit code is the process's. */
export async function execute(execution: Execution): Promise<Extract<RunEvent, { kind: 'runEnded' }>> {
  const started = performance.now()
  const tally = new Tally()
  const codes: number[] = []
  const emit: EventSink = async (event) => {
    tally.add(event)
    if (event.kind === 'stepFailed' || event.kind === 'hostFailed') codes.push(exitCodeOf(event.failure.code))
    await execution.emit(event)
  }
  const context: RunContext = {
    failures: new Map<string, number>(),
    ...execution,
    emit,
    published: new Published(),
    dirty: { value: false },
  }
  const names = execution.signal.aborted ? [] : execution.plan.hosts
  const { hosts, failures } = await openHosts(names, execution.opener, emit)
  let outcome: Outcome = 'failed'
  try {
    if (execution.signal.aborted && failures.length === 0) outcome = 'stopped'
    else if (failures.length === 0) outcome = await runAll(context, execution.plan, hosts)
  } catch (error) {
    codes.push(exitCodeOf(failureOf(error).code))
    await execution.emit({ kind: 'runFailed', failure: failureOf(error) })
  } finally {
    await Promise.allSettled([...hosts.values()].map((host) => host.connection.close()))
  }
  const roundTrips = [...hosts.values()].reduce((sum, host) => sum + host.connection.roundTrips, 0)
  const differences = outcome === 'done' && execution.mode === 'check' && tally.counts.different > 0
  const ended = {
    kind: 'runEnded',
    outcome: differences ? 'differences' : outcome,
    exitCode: outcome === 'failed' ? worstOf(codes) : outcome === 'stopped' ? 3 : differences ? 4 : 0,
    counts: { ...tally.counts },
    milliseconds: performance.now() - started,
    roundTrips,
  } as const
  await execution.emit(ended)
  return ended
}

/** Of several failures the one that is not about reaching a host says more. */
function worstOf(codes: readonly number[]): number {
  return codes.length > 0 ? Math.min(...codes) : exitCodes.Internal
}

function exitCodeOf(code: string): number {
  return code in exitCodes ? exitCodes[code as keyof typeof exitCodes] : 1
}
