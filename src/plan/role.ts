import type { z } from 'zod'
import type { Secret } from '../values/secret.ts'
import type { Decision, SecretSpec } from './decision.ts'
import type { Step } from './step.ts'

/** A host as a role sees it while the plan is made: inventory only, nothing live. */
export interface RoleHost<Variables> {
  readonly name: string
  /** `ansible_host`: the address by which the host is reached, and by which the pair's nodes reach each other unless a variable says otherwise. */
  readonly address: string
  /** The login user, when the inventory names one. */
  readonly user?: string | undefined
  /** The role's variables for this host, validated, defaults filled in. */
  readonly vars: Variables
  readonly groups: readonly string[]
  /** The other hosts of the stage, in the inventory's order. */
  readonly others: readonly RoleHost<Variables>[]
  /** Position among the stage's hosts, from 0: the inventory's first host is the primary of an empty pair. */
  readonly position: number
}

export interface RoleContext<Variables> {
  readonly hosts: readonly RoleHost<Variables>[]
  /** The recorded answer to one of the role's decisions. */
  decision(key: string): string
  /** One of the role's secrets. */
  secret(key: string): Secret
}

/** A barrier: every host has finished it before the next phase begins. */
export interface Phase<Variables> {
  readonly name: string
  readonly steps: (host: RoleHost<Variables>) => readonly Step[]
}

/** A variable whose value is well-formed and still wrong: the VIP outside the subnet, two equal server ids. */
export interface VariableProblem {
  readonly host: string
  readonly variable: string
  readonly message: string
  readonly hint?: string
}

export interface Role<Schema extends z.ZodType = z.ZodType> {
  readonly name: string
  readonly description: string
  /** The role's variables, typed, with defaults. Keys carry the role's name as prefix, or are shared by several roles. */
  readonly variables: Schema
  /** What the schema cannot see: relations between variables and between hosts. */
  readonly check?: (hosts: readonly RoleHost<z.output<Schema>>[]) => readonly VariableProblem[]
  readonly decisions?: readonly Decision[]
  readonly secrets?: readonly SecretSpec[]
  /** Guards of other roles, by role name, probed first when that role is not part of the run. Never applied. */
  readonly needs?: (
    context: RoleContext<z.output<Schema>>,
  ) => Readonly<Record<string, (host: RoleHost<z.output<Schema>>) => readonly Step[]>>
  readonly phases: (context: RoleContext<z.output<Schema>>) => readonly Phase<z.output<Schema>>[]
}

/** Gives a role its types; changes nothing. */
export function defineRole<Schema extends z.ZodType>(role: Role<Schema>): Role<Schema> {
  return role
}

export function phase<Variables>(
  name: string,
  steps: (host: RoleHost<Variables>) => readonly Step[],
): Phase<Variables> {
  return { name, steps }
}
