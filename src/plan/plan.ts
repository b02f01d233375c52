import type { Step } from './step.ts'

/** A step on one host, with everything that is known before the first connection. */
export interface PlannedStep {
  /** `stage/role/title@host`, unique. */
  readonly id: string
  readonly host: string
  readonly role: string
  readonly step: Step
}

export interface PlannedPhase {
  readonly stage: string
  readonly role: string
  readonly name: string
  /** One host at a time. */
  readonly serial: boolean
  /** By host, in the inventory's order. */
  readonly steps: ReadonlyMap<string, readonly PlannedStep[]>
}

/** A guard of another role that must hold before the run changes anything. */
export interface PlannedNeed extends PlannedStep {
  /** The role that brings what is missing. */
  readonly of: string
}

/** All that will be looked at, in order; what to do is decided live. */
export interface Plan {
  readonly playbook: string
  readonly hosts: readonly string[]
  readonly needs: readonly PlannedNeed[]
  readonly phases: readonly PlannedPhase[]
}
