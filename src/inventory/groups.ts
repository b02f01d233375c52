import type { Draft, GroupDraft } from './draft.ts'

/** A name and everything below it by `children`, each once, in the order of the file. Ends on cycles, too. */
export function descendants(draft: Draft, name: string, seen = new Set<string>()): Set<string> {
  if (seen.has(name)) return seen
  seen.add(name)
  for (const child of draft.groups.get(name)?.children ?? []) descendants(draft, child, seen)
  return seen
}

/** Every group is below `all`; a group that is its own descendant is a problem. */
export function closeGroups(draft: Draft): void {
  const all = draft.groups.get('all')
  for (const { name, origin, children } of draft.groups.values()) {
    const below = [...children].flatMap((child) => [...descendants(draft, child)])
    if (below.includes(name)) {
      draft.problems.push({ origin, message: `${name}: the group is its own child` })
    }
    if (name !== 'all') all?.children.add(name)
  }
}

/** The hosts of a group and of its children. */
export function hostsIn(draft: Draft, group: GroupDraft): string[] {
  const names = [...descendants(draft, group.name)]
  return [...new Set(names.flatMap((name) => [...(draft.groups.get(name)?.hosts ?? [])]))]
}
