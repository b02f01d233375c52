import type { Pieces } from './pieces.ts'

/** A part of a known size; only the last one can be smaller, or empty. */
export interface Chunk {
  /** Good until the next chunk is asked for. */
  readonly bytes: Buffer
  readonly last: boolean
}

/** Divides data into chunks of one size in bytes, after a first one of another size. */
export async function* chunksOf(source: Pieces, size: number, firstSize = size): AsyncGenerator<Chunk> {
  const room = Buffer.allocUnsafe(Math.max(size, firstSize))
  let limit = firstSize
  let filled = 0
  for await (const piece of source) {
    for (let taken = 0; taken < piece.length;) {
      // Only what comes after a full chunk shows that it is not the last.
      if (filled === limit) {
        yield { bytes: room.subarray(0, filled), last: false }
        filled = 0
        limit = size
      }
      const copied = piece.copy(room.subarray(filled, limit), 0, taken)
      taken += copied
      filled += copied
    }
  }
  yield { bytes: room.subarray(0, filled), last: true }
}
