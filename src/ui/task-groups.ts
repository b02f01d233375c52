import type { RunEvent } from '../run/events.ts'

type Phases = Extract<RunEvent, { kind: 'runStarted' }>['phases']

/** A role on a stage: one task of the terminal's list. */
export interface TaskGroup {
  readonly stage: string
  readonly role: string
  readonly title: string
  /** Names of its phases, in order. */
  readonly phases: readonly string[]
}

/** Phases that follow each other and belong to one role on one stage are one group. */
export function groupPhases(phases: Phases): TaskGroup[] {
  const groups: (TaskGroup & { phases: string[] })[] = []
  for (const { stage, role, name } of phases) {
    const last = groups.at(-1)
    if (last?.stage === stage && last.role === role) last.phases.push(name)
    else groups.push({ stage, role, title: stage === role ? role : `${stage}: ${role}`, phases: [name] })
  }
  return groups
}
