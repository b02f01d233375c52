import { isDeepStrictEqual } from 'node:util'
import type { Draft, GroupDraft, HostDraft } from './draft.ts'
import { descendants } from './groups.ts'
import type { Variable, Variables } from './inventory.ts'
import { placeOf, shownName } from './origin.ts'

/** Of the groups that set a variable, those with no other of them below: the most specific. */
function mostSpecific(draft: Draft, groups: readonly GroupDraft[]): GroupDraft[] {
  return groups.filter((group) => {
    const below = descendants(draft, group.name)
    return !groups.some((other) => other !== group && below.has(other.name))
  })
}

/**
 * What holds for a host: all < parent group < group < host. Where two groups of which neither is below the other disagree,
 * Ansible takes the later name in the alphabet; here it is a problem.
 */
export function variablesOf(draft: Draft, host: HostDraft, groups: readonly GroupDraft[]): Variables {
  const names = new Set([...groups.flatMap((group) => [...group.own.keys()]), ...host.own.keys()])
  const effective = new Map<string, Variable>()
  for (const name of names) {
    const own = host.own.get(name)
    const setting = mostSpecific(
      draft,
      groups.filter((group) => group.own.has(name)),
    )
    const [first, ...others] = setting.flatMap((group) => group.own.get(name) ?? [])
    const other = own ? undefined : others.find(({ value }) => !isDeepStrictEqual(value, first?.value))
    if (first !== undefined && other !== undefined) {
      const message =
        `${shownName(name)}: ${host.name} also gets another value from ${placeOf(first.origin)}; ` +
        `neither group is below the other: set it for the host, or once`
      draft.problems.push({ origin: other.origin, message })
    }
    const variable = own ?? first
    if (variable !== undefined) effective.set(name, variable)
  }
  return effective
}
