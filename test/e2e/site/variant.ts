import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import type { TestLab } from '../support/lab.ts'

interface Hosts {
  all: { vars: Record<string, unknown> }
}

/** What is different in the copy. */
export interface Difference {
  /** Variables of all hosts. */
  readonly variables?: Readonly<Record<string, unknown>>
  readonly secrets?: Readonly<Record<string, string>>
}

/** A copy of the lab's inventory with something different in it; gives its folder. */
export async function variantOf(lab: TestLab, { variables, secrets }: Difference): Promise<string> {
  const directory = await mkdtemp(join(lab.workingDirectory, 'variant-'))
  await cp(lab.inventory, directory, { recursive: true })
  const change = async (file: string, edit: (content: unknown) => void, mode?: number): Promise<void> => {
    const path = join(directory, file)
    const content: unknown = parse(await readFile(path, 'utf8'))
    edit(content)
    await writeFile(path, stringify(content), mode === undefined ? {} : { mode })
  }
  await change('hosts.yml', (content) => Object.assign((content as Hosts).all.vars, variables))
  await change('secrets.yml', (content) => Object.assign(content as object, secrets), 0o600)
  return directory
}
