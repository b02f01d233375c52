import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/** The project's own folder; playbooks belong to it, inventories to the working directory. */
export const projectDirectory = join(import.meta.dirname, '..', '..')

/** Names of the playbooks: every `.ts` file of `playbooks/`. Nothing is loaded. */
export function playbookNames(): string[] {
  return readdirSync(join(projectDirectory, 'playbooks'))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -'.ts'.length))
    .sort()
}
