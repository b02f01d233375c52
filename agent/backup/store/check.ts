import { createHash } from 'node:crypto'
import { DamagedError } from './damaged.ts'
import { newRooms, readPieces, twoRooms } from './read-pieces.ts'
import { openStored } from './open-stored.ts'
import type { OpenFile } from './open-stored.ts'
import type { StoredFile } from './seal.ts'

type Digest = Pick<StoredFile, 'bytes' | 'sha256'>

/** Whether size and checksum on disk are those of the file. @throws DamagedError | the reason of the signal */
export async function checkStored(directory: string, file: StoredFile, signal: AbortSignal): Promise<void> {
  const opened = await openStored(directory, file.path)
  try {
    needSize(opened.place, file, opened.bytes)
    needSame(opened.place, file, await digestOf(opened, signal))
  } finally {
    await opened.handle.close()
  }
}

/** The bytes on disk, as they are. @throws DamagedError at their end at the latest */
export async function* storedPieces(directory: string, file: StoredFile): AsyncGenerator<Buffer> {
  const { handle, place, bytes: size } = await openStored(directory, file.path)
  try {
    needSize(place, file, size)
    const hash = createHash('sha256')
    let bytes = 0
    for await (const piece of readPieces(handle, newRooms(size))) {
      hash.update(piece)
      bytes += piece.length
      yield piece
    }
    needSame(place, file, { bytes, sha256: hash.digest('hex') })
  } finally {
    await handle.close()
  }
}

/**
 * Describes a file that a program wrote into a backup's directory, and waits until it is on disk: the program may not have.
 * @throws DamagedError when it is no regular file; the reason of the signal
 */
export async function hashFile(directory: string, path: string, signal?: AbortSignal): Promise<StoredFile> {
  const opened = await openStored(directory, path)
  try {
    const synced = opened.handle.sync()
    // Awaited below; until then it is nobody's.
    synced.catch(() => undefined)
    const { bytes, sha256 } = await digestOf(opened, signal)
    await synced
    return { path, bytes, sha256, plainBytes: bytes }
  } finally {
    await opened.handle.close()
  }
}

async function digestOf({ handle, bytes: expected }: OpenFile, signal?: AbortSignal): Promise<Digest> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const piece of readPieces(handle, twoRooms(expected))) {
    signal?.throwIfAborted()
    hash.update(piece)
    bytes += piece.length
  }
  return { bytes, sha256: hash.digest('hex') }
}

function needSize(place: string, { bytes }: Digest, found: number): void {
  if (found === bytes) return
  const how = found < bytes ? 'shorter' : 'longer'
  throw new DamagedError(place, `it is ${how} than it was: ${found} bytes, not ${bytes}`)
}

function needSame(place: string, file: Digest, found: Digest): void {
  needSize(place, file, found.bytes)
  if (found.sha256 !== file.sha256) throw new DamagedError(place, 'it has another checksum than it had')
}
