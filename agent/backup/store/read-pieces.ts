import type { FileHandle } from 'node:fs/promises'
import { pieceBytes } from './pieces.ts'

/** Gives the buffer into which the next piece is read. */
export type Room = () => Buffer

/** A new buffer for each piece: it stays what it is. */
export function newRooms(fileBytes: number): Room {
  const size = roomFor(fileBytes)
  return () => Buffer.allocUnsafe(size)
}

/** Two buffers in turn: a piece is good until the next one is asked for. */
export function twoRooms(fileBytes: number): Room {
  let [next, other] = [Buffer.allocUnsafe(roomFor(fileBytes)), Buffer.allocUnsafe(roomFor(fileBytes))]
  return () => {
    ;[next, other] = [other, next]
    return other
  }
}

function roomFor(fileBytes: number): number {
  return Math.min(fileBytes + 1, pieceBytes)
}

/** Reads a file from where it stands to its end; the next piece is read while the caller works on one. */
export async function* readPieces(file: FileHandle, room: Room): AsyncGenerator<Buffer> {
  const read = async () => {
    const into = room()
    const { bytesRead } = await file.read(into, 0, into.length, null)
    return into.subarray(0, bytesRead)
  }
  let ahead = read()
  for (;;) {
    const piece = await ahead
    if (piece.length === 0) return
    ahead = read()
    // Whoever asks for the next piece sees the failure.
    ahead.catch(() => undefined)
    yield piece
  }
}
