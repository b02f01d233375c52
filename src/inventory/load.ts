import { join } from 'node:path'
import { groupOf, type Draft } from './draft.ts'
import { YamlReader, shownPath } from './files.ts'
import { findInventory } from './find-inventory.ts'
import { closeGroups, hostsIn } from './groups.ts'
import { readHostsFile } from './hosts-file.ts'
import type { Inventory, InventoryGroup, InventoryHost } from './inventory.ts'
import { variablesOf } from './precedence.ts'
import { refuseProblems } from './problem.ts'
import { readVariableFiles } from './variable-files.ts'

function freezeGroups(draft: Draft): Map<string, InventoryGroup> {
  return new Map(
    [...draft.groups].map(([name, group]) => [
      name,
      Object.freeze({
        name,
        origin: group.origin,
        hosts: Object.freeze(hostsIn(draft, group)),
        children: Object.freeze([...group.children]),
        own: group.own,
      }),
    ]),
  )
}

function freezeHosts(draft: Draft, groups: ReadonlyMap<string, InventoryGroup>): Map<string, InventoryHost> {
  return new Map(
    [...draft.hosts].map(([name, host]) => {
      const drafts = [...draft.groups.values()].filter((group) =>
        groups.get(group.name)?.hosts.includes(name),
      )
      const frozen = {
        name,
        origin: host.origin,
        groups: Object.freeze(drafts.map((group) => group.name).filter((group) => group !== 'all')),
        own: host.own,
        variables: variablesOf(draft, host, drafts),
      }
      return [name, Object.freeze(frozen)]
    }),
  )
}

/**
 * Reads an inventory in Ansible's format: hosts.yml, group_vars and host_vars. `nameOrPath` is a name below inventory/ of
 * the working directory, or a path. Throws one `BadInventory` with everything that is wrong in the form of the files, by
 * file and line; what the values mean is `checkVariables`' question.
 */
export async function loadInventory(nameOrPath: string): Promise<Inventory> {
  const { name, directory } = await findInventory(nameOrPath)
  const draft: Draft = { groups: new Map(), hosts: new Map(), problems: [] }
  const reader = new YamlReader(draft.problems)
  const hostsFile = join(directory, 'hosts.yml')
  const wholeFile = { file: shownPath(hostsFile), line: 0, column: 0 }
  groupOf(draft, 'all', wholeFile)

  const yaml = await reader.read(hostsFile)
  if (yaml !== undefined) {
    readHostsFile(draft, yaml)
    if (draft.hosts.size === 0) draft.problems.push({ origin: wholeFile, message: 'names no host' })
    closeGroups(draft)
  }
  const owners: Partial<Draft> = yaml === undefined ? {} : draft
  await readVariableFiles(draft, reader, join(directory, 'group_vars'), owners.groups, 'group')
  await readVariableFiles(draft, reader, join(directory, 'host_vars'), owners.hosts, 'host')
  const groups = freezeGroups(draft)
  const hosts = freezeHosts(draft, groups)
  refuseProblems(name, draft.problems)
  return Object.freeze({ name, directory, hosts, groups, digests: reader.digests })
}
