import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import { messageOf } from '../errors.ts'
import type { Problem } from './problem.ts'
import { parseYamlFile, type YamlFile } from './yaml-file.ts'

/** A path as it is shown: relative to the working directory when below it. */
export function shownPath(path: string): string {
  const short = relative(process.cwd(), path)
  return short === '' || short.startsWith('..') || isAbsolute(short) ? path : short.split(sep).join('/')
}

/** A path that a person wrote into an inventory: `~` is the home directory, a relative one begins at the inventory's. */
export function resolvePath(inventoryDirectory: string, path: string): string {
  if (path === '~' || path.startsWith('~/')) return join(homedir(), path.slice(1))
  return resolve(inventoryDirectory, path)
}

/** The names in a directory, sorted; none when there is no such directory. */
export async function namesIn(directory: string): Promise<string[]> {
  try {
    return (await readdir(directory)).toSorted()
  } catch (cause) {
    if (['ENOENT', 'ENOTDIR'].includes((cause as NodeJS.ErrnoException).code ?? '')) return []
    throw cause
  }
}

/** Reads YAML files, keeping the digest of each and every problem. */
export class YamlReader {
  readonly digests = new Map<string, string>()
  readonly problems: Problem[]

  constructor(problems: Problem[]) {
    this.problems = problems
  }

  /** The parsed file, or undefined when it cannot be used; why stands in the problems. */
  async read(path: string): Promise<YamlFile | undefined> {
    const file = shownPath(path)
    try {
      const content = await readFile(path)
      this.digests.set(file, createHash('sha256').update(content).digest('hex'))
      const yaml = parseYamlFile(file, new TextDecoder('utf-8', { fatal: true }).decode(content))
      this.problems.push(...yaml.problems)
      return yaml.problems.length === 0 ? yaml : undefined
    } catch (cause) {
      this.problems.push({
        origin: { file, line: 0, column: 0 },
        message: `cannot be read: ${messageOf(cause)}`,
      })
      return undefined
    }
  }
}
