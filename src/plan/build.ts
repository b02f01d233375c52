import { PlaybookError } from '../errors.ts'
import type { Secret } from '../values/secret.ts'
import type { PlannedNeed, PlannedPhase, PlannedStep } from './plan.ts'
import type { Playbook, Stage } from './playbook.ts'
import type { Role, RoleContext, RoleHost } from './role.ts'
import type { Step } from './step.ts'

/** What a plan is made of; the inventory and the decisions fit this shape. */
export interface PlanInput {
  readonly playbook: Playbook
  /** The hosts of a role, in the inventory's order, with its validated variables. A role stands in one stage. */
  hosts(role: string): readonly RoleHost<unknown>[]
  decision(key: string): string
  secret(key: string): Secret
}

/** A whole playbook as phases, and what each role needs of others, before anything is selected from it. */
export interface FullPlan {
  readonly playbook: string
  readonly phases: readonly PlannedPhase[]
  readonly needs: readonly (PlannedNeed & { readonly by: string })[]
}

function contextOf(input: PlanInput, role: Role, hosts: readonly RoleHost<unknown>[]): RoleContext<unknown> {
  const declared = (kind: string, keys: readonly { key: string }[] | undefined, key: string) => {
    if (!keys?.some((item) => item.key === key))
      throw new PlaybookError('BadPlan', `role ${role.name} uses the ${kind} ${key} without declaring it`)
  }
  return {
    hosts,
    decision: (key) => (declared('decision', role.decisions, key), input.decision(key)),
    secret: (key) => (declared('secret', role.secrets, key), input.secret(key)),
  }
}

function planStep(stage: Stage, role: Role, host: string, step: Step): PlannedStep {
  return {
    id: `${stage.name}/${role.name}/${step.options.id ?? step.title}@${host}`,
    host,
    role: role.name,
    step,
  }
}

function planRole(
  input: PlanInput,
  stage: Stage,
  role: Role,
): { phases: PlannedPhase[]; needs: FullPlan['needs'] } {
  const hosts = input.hosts(role.name)
  const context = contextOf(input, role, hosts)
  const phases = role.phases(context).map(({ name, steps }) => ({
    stage: stage.name,
    role: role.name,
    name,
    serial: stage.serial ?? false,
    steps: new Map(
      hosts.map((host) => [host.name, steps(host).map((step) => planStep(stage, role, host.name, step))]),
    ),
  }))
  const needs = Object.entries(role.needs?.(context) ?? {}).flatMap(([of, guards]) =>
    hosts.flatMap((host) =>
      guards(host).map((step) => ({ ...planStep(stage, role, host.name, step), of, by: role.name })),
    ),
  )
  return { phases, needs }
}

function refuseDuplicates(phases: readonly PlannedPhase[]): void {
  const seen = new Set<string>()
  for (const { id } of phases.flatMap((phase) => [...phase.steps.values()].flat())) {
    if (seen.has(id))
      throw new PlaybookError('BadPlan', `two steps have the id ${id}`, {
        hint: 'Give one of them another title or an id.',
      })
    seen.add(id)
  }
}

/** Makes the plan of a whole playbook. Throws `BadPlan` when a role is wrong. */
export function buildPlan(input: PlanInput): FullPlan {
  const parts = input.playbook.stages.flatMap((stage) =>
    stage.roles.map((role) => planRole(input, stage, role)),
  )
  const phases = parts.flatMap((part) => part.phases)
  refuseDuplicates(phases)
  return { playbook: input.playbook.name, phases, needs: parts.flatMap((part) => part.needs) }
}
