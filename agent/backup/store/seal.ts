import { mkdir, open, rm } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { abortable } from './abortable.ts'
import { compress } from './compression.ts'
import type { Compression } from './compression.ts'
import { encrypt } from './encryption.ts'
import type { Pieces } from './pieces.ts'
import { placeOf } from './open-stored.ts'
import { writePieces } from './write-pieces.ts'

/** What is done to data on its way to the disk: it is compressed, then encrypted. */
export interface Seal {
  readonly compression: Compression
  /** 32 bytes; `null`: not encrypted. */
  readonly key: Buffer | null
}

/** A file of a backup, as it was when it was written. Sizes are bytes, checksums lower-case hexadecimal. */
export interface StoredFile {
  /** Below the backup's directory, separated by '/'. */
  readonly path: string
  /** On disk. */
  readonly bytes: number
  /** Of the bytes on disk. */
  readonly sha256: string
  /** Before compression and encryption. */
  readonly plainBytes: number
}

/**
 * Writes a new file of a backup (0600), with the directories above it (0700), on disk when this resolves. No piece may
 * change after the source gave it. A failure leaves no file.
 * @param path below the directory, separated by '/'
 * @throws Error when the file is there already; whatever the source throws; the reason of the signal
 */
export async function writeSealed(
  directory: string,
  path: string,
  source: Pieces,
  seal: Seal,
  signal: AbortSignal,
): Promise<StoredFile> {
  signal.throwIfAborted()
  const place = placeOf(directory, path)
  await mkdir(dirname(place), { recursive: true, mode: 0o700 })
  const file = await open(place, 'wx', 0o600)
  try {
    const written = await writeAll(file, source, seal, signal)
    await file.close()
    return { path, ...written }
  } catch (error) {
    await file.close().catch(() => undefined)
    await rm(place, { force: true })
    throw error
  }
}

async function writeAll(
  file: FileHandle,
  source: Pieces,
  { compression, key }: Seal,
  signal: AbortSignal,
): Promise<Omit<StoredFile, 'path'>> {
  // A source that is slow must not keep a failed writer waiting.
  const failed = new AbortController()
  const either = AbortSignal.any([signal, failed.signal])
  let plainBytes = 0
  async function* counted(): AsyncGenerator<Buffer> {
    for await (const piece of abortable(source, either)) {
      plainBytes += piece.length
      yield piece
    }
  }
  try {
    const compressed = compress(counted(), compression, either)
    const written = await writePieces(file, key === null ? compressed : encrypt(compressed, key))
    return { ...written, plainBytes }
  } catch (error) {
    failed.abort(error)
    throw error
  }
}
