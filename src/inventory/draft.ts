import { isDeepStrictEqual } from 'node:util'
import type { Variable } from './inventory.ts'
import { placeOf, shownName, type Origin } from './origin.ts'
import type { Problem } from './problem.ts'

export interface GroupDraft {
  readonly name: string
  readonly origin: Origin
  readonly hosts: Set<string>
  readonly children: Set<string>
  readonly own: Map<string, Variable>
}

export interface HostDraft {
  readonly name: string
  readonly origin: Origin
  readonly own: Map<string, Variable>
}

export type Owner = GroupDraft | HostDraft

/** The inventory while its files are read. */
export interface Draft {
  readonly groups: Map<string, GroupDraft>
  readonly hosts: Map<string, HostDraft>
  readonly problems: Problem[]
}

export function groupOf(draft: Draft, name: string, origin: Origin): GroupDraft {
  const group = draft.groups.get(name) ?? {
    name,
    origin,
    hosts: new Set(),
    children: new Set(),
    own: new Map<string, Variable>(),
  }
  draft.groups.set(name, group)
  return group
}

export function hostOf(draft: Draft, name: string, origin: Origin): HostDraft {
  const host = draft.hosts.get(name) ?? { name, origin, own: new Map<string, Variable>() }
  draft.hosts.set(name, host)
  return host
}

/**
 * Sets a variable of one group or host. Two different values at one level are refused rather than ranked: whoever reads
 * one of the two files would believe it.
 */
export function setVariable(draft: Draft, owner: Owner, variable: Variable): void {
  const before = owner.own.get(variable.name)
  if (before === undefined) owner.own.set(variable.name, variable)
  else if (!isDeepStrictEqual(before.value, variable.value)) {
    const name = shownName(variable.name)
    const message = `${name}: already set for "${owner.name}" in ${placeOf(before.origin)} to another value; keep one`
    draft.problems.push({ origin: variable.origin, message })
  }
}
