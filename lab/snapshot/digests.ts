import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import type { FileEntry } from './host-report.ts'
import { table } from './host-report.ts'
import { privateContents } from './volatile.ts'

// Larger files are programs and archives: no setting or secret is written into them.
const largestMaskedBytes = 1024 * 1024

/** Replaces what differs between labs by design: each key of `masks` by its value. */
export type Masks = ReadonlyMap<string, string>

/**
 * The files of a host by path, each as one line of type, mode, owner and SHA-256. `root` is the host's root as this machine
 * sees it. Contents are digested with the masks applied.
 */
export async function describeFiles(
  root: string,
  files: readonly FileEntry[],
  masks: Masks,
): Promise<Record<string, string>> {
  const described: [string, string][] = []
  for (const { path, type, mode, owner, target } of files) {
    const content = type === 'f' ? await digest(`${root}${path}`, path, masks) : target && `-> ${target}`
    described.push([path, `${type} ${mode.padStart(4, '0')} ${owner} ${content}`.trim()])
  }
  return table(described)
}

async function digest(path: string, pathInHost: string, masks: Masks): Promise<string> {
  if (privateContents.some((pattern) => pattern.test(pathInHost))) return 'private'
  const hash = createHash('sha256')
  if ((await stat(path)).size > largestMaskedBytes) await pipeline(createReadStream(path), hash)
  else hash.update(mask((await readFile(path)).toString('latin1'), masks), 'latin1')
  return hash.digest('hex')
}

/** Applies masks to a text. */
export function mask(text: string, masks: Masks): string {
  return [...masks].reduce((masked, [found, shown]) => masked.replaceAll(found, shown), text)
}
