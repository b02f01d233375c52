import { PlaybookError } from '../errors.ts'
import { didYouMean } from '../values/suggest.ts'
import type { FullPlan } from './build.ts'
import type { Plan, PlannedNeed, PlannedPhase, PlannedStep } from './plan.ts'
import { checkReads, publishersFor, publishersOf } from './publish.ts'

/** What the engineer asked for; an absent part means all of it. */
export interface Selection {
  /** Host names (groups already expanded). */
  readonly hosts?: readonly string[]
  readonly roles?: readonly string[]
  /** Titles or ids of the only steps to run. */
  readonly steps?: readonly string[]
  /** Title or id of the step to begin at. */
  readonly from?: string
}

const stepsOf = (phases: readonly PlannedPhase[]) =>
  phases.flatMap((phase) => [...phase.steps.values()].flat())

function named(step: PlannedStep, name: string): boolean {
  const withoutHost = step.id.slice(0, step.id.lastIndexOf('@'))
  return [step.id, withoutHost, step.step.title, step.step.options.id].includes(name)
}

function mustExist(kind: string, name: string, known: readonly string[]): void {
  if (!known.includes(name))
    throw new PlaybookError(
      'BadUsage',
      `no ${kind} is called "${name}" in this playbook${didYouMean(name, known)}`,
      {
        hint: 'List what there is with --list.',
      },
    )
}

function keep(phases: readonly PlannedPhase[], wanted: (step: PlannedStep) => boolean): PlannedPhase[] {
  return phases
    .map((phase) => ({
      ...phase,
      steps: new Map(
        [...phase.steps]
          .map(([host, steps]) => [host, steps.filter(wanted)] as const)
          .filter(([, steps]) => steps.length > 0),
      ),
    }))
    .filter((phase) => phase.steps.size > 0)
}

function startingAt(phases: readonly PlannedPhase[], name: string): PlannedPhase[] {
  const first = phases.findIndex((phase) => stepsOf([phase]).some((step) => named(step, name)))
  return phases.slice(first).map((phase, index) =>
    index > 0
      ? phase
      : {
          ...phase,
          steps: new Map(
            [...phase.steps].map(([host, steps]) => [
              host,
              steps.slice(
                Math.max(
                  0,
                  steps.findIndex((step) => named(step, name)),
                ),
              ),
            ]),
          ),
        },
  )
}

/** Guards of roles that are not part of the run, and unselected steps whose published values are read: looked at, never changed. */
function needsOf(plan: FullPlan, selected: readonly PlannedPhase[]): PlannedNeed[] {
  const steps = stepsOf(selected)
  const roles = new Set(steps.map((step) => step.role))
  const guarded = new Set(steps.map((step) => `${step.role}@${step.host}`))
  const needs: PlannedNeed[] = plan.needs.filter(
    (need) => guarded.has(`${need.by}@${need.host}`) && !roles.has(need.of),
  )
  const present = new Set(steps.map((step) => step.id))
  const publishers = publishersOf(plan.phases)
  const addPublishers = (step: PlannedStep) => {
    for (const publisher of publishersFor(step, publishers)) {
      if (present.has(publisher.step.id)) continue
      present.add(publisher.step.id)
      addPublishers(publisher.step)
      needs.push({ ...publisher.step, of: publisher.step.role })
    }
  }
  ;[...steps, ...needs].forEach(addPublishers)
  return needs
}

/** Takes from a plan what was asked for. Throws `BadUsage` for names that are not in it. */
export function selectPlan(plan: FullPlan, selection: Selection): Plan {
  checkReads(plan.phases)
  const all = stepsOf(plan.phases)
  const titles = [...new Set(all.flatMap((step) => [step.step.title, step.id]))]
  for (const role of selection.roles ?? [])
    mustExist('role', role, [...new Set(all.map((step) => step.role))])
  for (const name of [...(selection.steps ?? []), selection.from])
    if (name !== undefined && !all.some((step) => named(step, name))) mustExist('step', name, titles)
  const begun = selection.from === undefined ? plan.phases : startingAt(plan.phases, selection.from)
  const phases = keep(
    begun,
    (step) =>
      (selection.hosts?.includes(step.host) ?? true) &&
      (selection.roles?.includes(step.role) ?? true) &&
      (selection.steps?.some((name) => named(step, name)) ?? true),
  )
  if (phases.length === 0 && all.length > 0)
    throw new PlaybookError('BadUsage', 'what was asked for leaves no step of this playbook to run', {
      hint: 'Each of --limit, --role, --step and --from takes away; together nothing is left.',
    })
  const needs = needsOf(plan, phases)
  const hosts = [...new Set([...stepsOf(phases), ...needs].map((step) => step.host))]
  return { playbook: plan.playbook, hosts, needs, phases }
}
