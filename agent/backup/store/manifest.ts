import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { fieldsOf, ShapeError } from '../../shape.ts'
import type { Fields } from '../../shape.ts'
import { backupId } from '../record.ts'
import { checkStored } from './check.ts'
import { compressions } from './compression.ts'
import type { Compression } from './compression.ts'
import { DamagedError } from './damaged.ts'
import { forEach } from './for-each.ts'
import { openStored, storedPath } from './open-stored.ts'
import { ownFiles } from './own-files.ts'
import type { StoredFile } from './seal.ts'
import { listTree } from './tree.ts'
import { writeOnce } from './write-once.ts'

/** What a backup consists of. */
export interface Manifest {
  readonly version: 1
  /** The backup's. */
  readonly id: string
  readonly compression: Compression
  readonly encrypted: boolean
  readonly files: readonly StoredFile[]
  /** The rows that were counted. */
  readonly counts: StoredFile
}

const sha256 = /^[0-9a-f]{64}$/
const most = Number.MAX_SAFE_INTEGER

/** Writes the manifest of a backup (0600), once. @returns the SHA-256 of its bytes */
export async function writeManifest(directory: string, manifest: Manifest): Promise<string> {
  const bytes = Buffer.from(JSON.stringify(manifest) + '\n')
  await writeOnce(join(directory, ownFiles.manifest), bytes)
  return sha256Of(bytes)
}

/** Reads it. @throws DamagedError when it is not the one that was written, or cannot be read */
export async function readManifest(directory: string, expectedSha256: string): Promise<Manifest> {
  const { handle, place } = await openStored(directory, ownFiles.manifest)
  const bytes = await handle.readFile().finally(() => handle.close())
  if (sha256Of(bytes) !== expectedSha256) throw new DamagedError(place, 'it has another checksum than it had')
  try {
    return parseManifest(fieldsOf(JSON.parse(bytes.toString('utf8'))))
  } catch (cause) {
    const why = cause instanceof ShapeError ? cause.message : 'no valid JSON'
    throw new DamagedError(place, `it cannot be read: ${why}`, { cause })
  }
}

/**
 * Whether every file of the manifest is whole on disk, and nothing else is there. Nothing is decrypted or decompressed.
 * @throws DamagedError for the first that is not | the reason of the signal
 */
export async function checkManifestFiles(
  directory: string,
  { files, counts }: Manifest,
  signal: AbortSignal,
): Promise<void> {
  const all = [...files, counts]
  const expected = new Set([...Object.values(ownFiles), ...all.map(({ path }) => path)])
  const unknown = (await listTree(directory)).files.find((path) => !expected.has(path))
  if (unknown !== undefined) throw new DamagedError(join(directory, unknown), 'it is not in the manifest')
  await forEach(all, 2, (file) => checkStored(directory, file, signal))
}

function parseManifest(root: Fields): Manifest {
  root.integer('version', 1, 1)
  return {
    version: 1,
    id: root.text('id', backupId),
    compression: root.choice('compression', compressions),
    encrypted: root.flag('encrypted'),
    files: root.list('files').map(parseStored),
    counts: parseStored(root.fields('counts')),
  }
}

function parseStored(file: Fields): StoredFile {
  return {
    path: file.text('path', storedPath),
    bytes: file.integer('bytes', 0, most),
    sha256: file.text('sha256', sha256),
    plainBytes: file.integer('plainBytes', 0, most),
  }
}

function sha256Of(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
