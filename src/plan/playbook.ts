import type { Decision } from './decision.ts'
import type { Role } from './role.ts'

/** "On these hosts, together or one at a time, these roles." */
export interface Stage {
  readonly name: string
  /** A group of the inventory. */
  readonly hosts: string
  /** One host at a time instead of side by side. */
  readonly serial?: boolean
  readonly roles: readonly Role[]
}

export interface Playbook {
  readonly name: string
  readonly description: string
  readonly stages: readonly Stage[]
  /** Asked with those of its roles, for roles that come later. */
  readonly decisions?: readonly Decision[]
}

/** Gives a playbook its types; changes nothing. */
export function definePlaybook(playbook: Playbook): Playbook {
  return playbook
}
