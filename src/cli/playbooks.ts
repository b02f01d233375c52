import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** The project's own folder; playbooks belong to it, inventories to the working directory. */
export const projectDirectory = join(import.meta.dirname, '..', '..')

const extension = '.ts'

/** Names of the playbooks: every `.ts` file of `playbooks/`. Nothing is loaded. */
export function playbookNames(): string[] {
  return readdirSync(join(projectDirectory, 'playbooks'))
    .filter((file) => file.endsWith(extension))
    .map((file) => file.slice(0, -extension.length))
    .sort()
}

/** What a command line may run: the playbooks, and a playbook file that its first word names (`./mine.ts`). */
export function runnable([first = '']: readonly string[]): string[] {
  return first.endsWith(extension) ? [...playbookNames(), first] : playbookNames()
}

/** The file of a playbook: of `playbooks/`, or of its own path below the working directory. */
export function playbookFile(name: string, workingDirectory: string): string {
  return name.endsWith(extension)
    ? resolve(workingDirectory, name)
    : join(projectDirectory, 'playbooks', `${name}${extension}`)
}
