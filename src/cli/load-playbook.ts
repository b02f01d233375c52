import { existsSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { PlaybookError } from '../errors.ts'
import type { Playbook } from '../plan/playbook.ts'
import type { Role } from '../plan/role.ts'
import { playbookFile, playbookNames } from './playbooks.ts'

/** Loads a playbook by its name or the path of its file. Throws `BadUsage` when there is no such file. */
export async function loadPlaybook(name: string, workingDirectory: string): Promise<Playbook> {
  const file = playbookFile(name, workingDirectory)
  if (!existsSync(file)) throw new PlaybookError('BadUsage', `there is no playbook file ${file}`)
  const loaded = (await import(pathToFileURL(file).href)) as { default: Playbook }
  return loaded.default
}

/** The roles of a playbook. */
export function rolesOf({ stages }: Playbook): Role[] {
  return stages.flatMap((stage) => stage.roles)
}

/** The roles of a playbook, and those of all other playbooks: an inventory serves them all. */
export async function knownRoles(playbook: Playbook, workingDirectory: string): Promise<Role[]> {
  const others = playbookNames().filter((name) => name !== playbook.name)
  const loaded = await Promise.all(others.map((name) => loadPlaybook(name, workingDirectory)))
  const roles = [playbook, ...loaded].flatMap(rolesOf)
  return [...new Map(roles.map((role) => [role.name, role])).values()]
}
