import { posix } from 'node:path'
import type { HostWriter } from '../../src/plan/host.ts'
import { fileAt, type FilePresent, type FileProbe, type FileResult } from '../../src/values/probe.ts'
import { sh } from '../../src/values/shell.ts'

/** Larger files are not hashed at every look: 8 MiB, about 30 ms on a slow disk. */
export const recordedFromBytes = 8388608

/** What `stat` says of the file that was hashed. As long as all of it is so, the content is taken to be the same. */
interface DigestRecord {
  readonly sha256: string
  readonly sizeBytes: number
  readonly inode: number
  readonly modifiedSeconds: number
  readonly changedSeconds: number
}

/** Beside the file: it dies with the file's folder. */
function recordPath(path: string): string {
  return posix.join(posix.dirname(path), `.${posix.basename(path)}.playbook-sha256`)
}

/** A look at the record of a file's digest. */
export function recordOf(path: string): FileProbe {
  return fileAt(recordPath(path), { maxBytes: 4096 })
}

function parse(content: Buffer): Partial<DigestRecord> {
  try {
    const value: unknown = JSON.parse(content.toString('utf8'))
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}

/** The digest on record for a file that has not been touched since; undefined when it must be hashed. */
export function recordedDigest(file: FilePresent, record: FileResult | undefined): string | undefined {
  if (record?.exists !== true || record.content === undefined) return undefined
  const known = parse(record.content)
  // Some `stat` give fractions of seconds, some do not.
  const same =
    known.sizeBytes === file.sizeBytes &&
    known.inode === file.inode &&
    known.modifiedSeconds === Math.floor(file.modifiedSeconds) &&
    known.changedSeconds === Math.floor(file.changedSeconds)
  return same && typeof known.sha256 === 'string' ? known.sha256 : undefined
}

/** Records the digest of a file whose content was just proven. */
export async function recordDigest(host: HostWriter, path: string, sha256: string): Promise<void> {
  const facts = await host.capture(sh`stat -c ${'%s %i %Y %Z'} -- ${path}`)
  const [sizeBytes = 0, inode = 0, modifiedSeconds = 0, changedSeconds = 0] = facts.split(' ').map(Number)
  const record: DigestRecord = { sha256, sizeBytes, inode, modifiedSeconds, changedSeconds }
  await host.writeFile(recordPath(path), `${JSON.stringify(record)}\n`, { mode: '0600' })
}
