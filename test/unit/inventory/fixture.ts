import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { TestContext } from 'node:test'
import { PlaybookError } from '../../../src/errors.ts'
import type { Origin } from '../../../src/inventory/origin.ts'

export type Files = Readonly<Record<string, string>>

/** Writes the files of an inventory `prod` into a directory of the test's own; gives the inventory's path. */
export async function inventoryWith(context: TestContext, files: Files): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'playbook-inventory-'))
  context.after(() => rm(parent, { recursive: true }))
  const directory = join(parent, 'prod')
  for (const [name, content] of Object.entries({ '.keep': '', ...files })) {
    await mkdir(dirname(join(directory, name)), { recursive: true })
    await writeFile(join(directory, name), content)
  }
  return directory
}

/** The error that the work ends with; anything else fails the test. */
export async function errorOf(work: () => unknown): Promise<PlaybookError> {
  try {
    await work()
  } catch (thrown) {
    if (thrown instanceof PlaybookError) return thrown
    throw thrown
  }
  throw new Error('expected a PlaybookError')
}

/** The error's evidence with paths below the inventory: `group_vars/mysql.yml:3: ...`. */
export async function detailsOf(directory: string, work: () => unknown): Promise<string[]> {
  return (await errorOf(work)).details.map((line) => line.replaceAll(`${directory}/`, ''))
}

/** A place below the inventory: `hosts.yml:3`. */
export function shortPlace(directory: string, { file, line }: Origin): string {
  return `${file.replace(`${directory}/`, '')}:${line}`
}

export const twoHosts = `all:
  children:
    mysql:
      hosts:
        node1: { ansible_host: 10.0.0.1 }
        node2: { ansible_host: 10.0.0.2 }
`
