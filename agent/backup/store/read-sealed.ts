import { Readable } from 'node:stream'
import { checkStored, storedPieces } from './check.ts'
import { decompress } from './compression.ts'
import { DamagedError } from './damaged.ts'
import { decrypt } from './encryption.ts'
import { placeOf } from './open-stored.ts'
import type { Seal, StoredFile } from './seal.ts'
import { UnsealError } from './unseal-error.ts'

/**
 * Reads what was written, as it was before it was sealed. Pieces come before all of the file is checked: only a stream that
 * ended without an error was whole.
 * @throws DamagedError (from the stream) when the file is not what was written, or the seal is another one; the reason of
 * the signal
 */
export function readSealed(directory: string, file: StoredFile, seal: Seal, signal: AbortSignal): Readable {
  return Readable.from(unseal(directory, file, seal, signal), { objectMode: false })
}

async function* unseal(
  directory: string,
  file: StoredFile,
  { compression, key }: Seal,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const place = placeOf(directory, file.path)
  let readToEnd = false
  async function* stored(): AsyncGenerator<Buffer> {
    yield* storedPieces(directory, file)
    readToEnd = true
  }
  let plainBytes = 0
  try {
    const compressed = key === null ? stored() : decrypt(stored(), key)
    for await (const piece of decompress(compressed, compression, signal)) {
      signal.throwIfAborted()
      plainBytes += piece.length
      yield piece
    }
    // Compressed data has an end of its own, behind which nobody may have looked.
    if (!readToEnd) await checkStored(directory, file, signal)
  } catch (error) {
    if (!(error instanceof UnsealError)) throw error
    // Damage on disk looks like a wrong key too.
    await checkStored(directory, file, signal)
    throw new DamagedError(place, error.message, { cause: error })
  }
  if (plainBytes !== file.plainBytes)
    throw new DamagedError(
      place,
      `it holds ${plainBytes} bytes, not ${file.plainBytes}, when it is read like this`,
    )
}
