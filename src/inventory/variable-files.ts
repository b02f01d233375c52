import { join } from 'node:path'
import type { Draft, Owner } from './draft.ts'
import { namesIn, shownPath, type YamlReader } from './files.ts'
import { shownName } from './origin.ts'
import { readVariables } from './read-variables.ts'
import { didYouMean } from '../values/suggest.ts'
import { topEntries } from './yaml-file.ts'

const yamlEnding = /\.ya?ml$/

/** Editors and operating systems leave such names behind: `.mysql.yml.swp`, `mysql.yml~`. */
function isLeftover(name: string): boolean {
  return name.startsWith('.') || name.endsWith('~')
}

function nobody(name: string): Owner {
  return { name, origin: { file: '', line: 0, column: 0 }, own: new Map() }
}

async function readFiles(
  draft: Draft,
  reader: YamlReader,
  owner: Owner,
  paths: readonly string[],
): Promise<void> {
  for (const path of paths) {
    const yaml = await reader.read(path)
    if (yaml !== undefined) readVariables(draft, yaml, owner, topEntries(yaml, draft.problems))
  }
}

/**
 * Reads `NAME.yml` and `NAME/*.yml` of group_vars or host_vars. A name that is no group or host of hosts.yml is a problem:
 * what stands in it would silently hold for nobody. Without owners (hosts.yml cannot be read) only the form is looked at.
 */
export async function readVariableFiles(
  draft: Draft,
  reader: YamlReader,
  directory: string,
  owners: ReadonlyMap<string, Owner> | undefined,
  kind: 'group' | 'host',
): Promise<void> {
  for (const entry of await namesIn(directory)) {
    if (isLeftover(entry)) continue
    const path = join(directory, entry)
    const origin = { file: shownPath(path), line: 0, column: 0 }
    const inner = (await namesIn(path)).filter((name) => yamlEnding.test(name) && !isLeftover(name))
    const name = entry.replace(yamlEnding, '')
    const owner = owners === undefined ? nobody(name) : owners.get(name)
    if (inner.length === 0 && name === entry) {
      draft.problems.push({ origin, message: 'is not read: a file of variables ends in .yml' })
    } else if (owner === undefined) {
      const message = `hosts.yml has no ${kind} ${shownName(name)}${didYouMean(name, owners?.keys() ?? [])}`
      draft.problems.push({ origin, message })
    } else {
      await readFiles(draft, reader, owner, inner.length > 0 ? inner.map((file) => join(path, file)) : [path])
    }
  }
}
