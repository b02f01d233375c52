import { messageOf } from '../errors.ts'
import { groupOf, hostOf, type Draft, type GroupDraft } from './draft.ts'
import { expandHosts } from './host-ranges.ts'
import { shownName } from './origin.ts'
import { readVariables } from './read-variables.ts'
import { didYouMean } from '../values/suggest.ts'
import { entriesUnder, topEntries, type Entry, type YamlFile } from './yaml-file.ts'

function namesOf(draft: Draft, { name, origin }: Entry): string[] {
  try {
    return expandHosts(name)
  } catch (cause) {
    draft.problems.push({ origin, message: `${shownName(name)}: ${messageOf(cause)}` })
    return []
  }
}

function readHosts(draft: Draft, yaml: YamlFile, group: GroupDraft, section: Entry): void {
  for (const entry of entriesUnder(yaml, section, draft.problems)) {
    const variables = entriesUnder(yaml, entry, draft.problems)
    for (const name of namesOf(draft, entry)) {
      group.hosts.add(name)
      readVariables(draft, yaml, hostOf(draft, name, entry.origin), variables)
    }
  }
}

function readChildren(draft: Draft, yaml: YamlFile, group: GroupDraft, section: Entry): void {
  for (const child of entriesUnder(yaml, section, draft.problems)) {
    group.children.add(child.name)
    readGroup(draft, yaml, child)
  }
}

function readGroup(draft: Draft, yaml: YamlFile, entry: Entry): void {
  const { name, origin } = entry
  const wrong = (at: Entry, message: string): unknown =>
    draft.problems.push({ origin: at.origin, message: `${shownName(at.name)}: ${message}` })
  if (!/^[A-Za-z_][\w-]*$/.test(name)) wrong(entry, 'the name of a group has letters, digits, "_" and "-"')
  const group = groupOf(draft, name, origin)
  for (const section of entriesUnder(yaml, entry, draft.problems)) {
    if (section.name === 'hosts') readHosts(draft, yaml, group, section)
    else if (section.name === 'children') readChildren(draft, yaml, group, section)
    else if (section.name === 'vars') {
      readVariables(draft, yaml, group, entriesUnder(yaml, section, draft.problems))
    } else {
      const suggestion = didYouMean(section.name, ['hosts', 'vars', 'children'])
      wrong(section, `a group has nothing but hosts, vars and children${suggestion}`)
    }
  }
}

/** Reads hosts.yml as Ansible does: groups with `hosts`, `vars` and `children`, nested below `all` or side by side. */
export function readHostsFile(draft: Draft, yaml: YamlFile): void {
  for (const entry of topEntries(yaml, draft.problems)) readGroup(draft, yaml, entry)
}
