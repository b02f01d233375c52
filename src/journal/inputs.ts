import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join, relative } from 'node:path'

async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

/** Reads at once: hundreds of small files, and awaiting each takes five times as long. */
async function digestOfFolder(folder: string, leaveOut: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const file of await filesBelow(folder)) {
    if (leaveOut.some((name) => file.endsWith(name))) continue
    hash.update(relative(folder, file)).update('\0').update(readFileSync(file)).update('\0')
  }
  return hash.digest('hex').slice(0, 16)
}

/** What a plan is made of, by name, so that a resume can say what has changed since. Secrets are left out. */
export async function inputDigests(
  project: string,
  inventoryDirectory: string,
): Promise<Record<string, string>> {
  const folders = ['playbooks', 'roles', 'modules', 'templates', 'agent', 'src'].map(
    (name) => [name, join(project, name)] as const,
  )
  const named = [...folders, ['inventory', inventoryDirectory] as const]
  const digests = await Promise.all(
    named.map(
      async ([name, folder]) =>
        [name, await digestOfFolder(folder, ['secrets.yml', 'decisions.yml', 'known_hosts'])] as const,
    ),
  )
  return Object.fromEntries(digests)
}

/** The names of the inputs that differ between two starts. */
export function changedInputs(
  before: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): string[] {
  return Object.keys({ ...before, ...now }).filter((name) => before[name] !== now[name])
}
