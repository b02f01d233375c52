import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { pieceBytes } from './pieces.ts'
import type { Pieces } from './pieces.ts'

/** More would be many small objects rather than much data. */
const mostPieces = 1024
/** What the kernel holds back of a file would otherwise be written after its end, all at once. */
const bytesBetweenSyncs = 64 * 1024 * 1024

/**
 * Writes to the end of the source, and waits for the disk. A piece belongs to the writer from when it was given.
 * @returns size and SHA-256 of what was written
 */
export async function writePieces(
  file: FileHandle,
  source: Pieces,
): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256')
  let bytes = 0
  let batch: Buffer[] = []
  let batchBytes = 0
  let writing = Promise.resolve()
  const syncing = syncNowAndThen(file)

  const flush = async () => {
    await writing
    syncing.begin(bytes)
    writing = writeBatch(file, batch, batchBytes)
    writing.catch(() => undefined)
    // While other threads write.
    for (const piece of batch) hash.update(piece)
    batch = []
    batchBytes = 0
  }

  for await (const piece of source) {
    batch.push(piece)
    batchBytes += piece.length
    bytes += piece.length
    if (batchBytes >= pieceBytes || batch.length >= mostPieces) await flush()
  }
  if (batch.length > 0) await flush()
  await writing
  await syncing.settled()
  await file.sync()
  return { bytes, sha256: hash.digest('hex') }
}

async function writeBatch(file: FileHandle, batch: readonly Buffer[], bytes: number): Promise<void> {
  const { bytesWritten } = await file.writev(batch)
  // A disk that becomes full takes a part, and says so only when it is given the rest.
  if (bytesWritten < bytes) await file.writeFile(Buffer.concat(batch).subarray(bytesWritten))
}

/** Starts to bring to the disk what was written, beside the writer. */
function syncNowAndThen(file: FileHandle): { begin(bytes: number): void; settled(): Promise<void> } {
  let begunAt = 0
  let busy = false
  let last = Promise.resolve()
  return {
    begin(bytes) {
      if (busy || bytes - begunAt < bytesBetweenSyncs) return
      begunAt = bytes
      busy = true
      // The kernel reports an error of the disk once: the sync at the end would find nothing wrong.
      last = file.datasync().then(() => {
        busy = false
      })
      last.catch(() => undefined)
    },
    settled: () => last,
  }
}
