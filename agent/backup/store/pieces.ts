/** Data one after the other, in pieces of any size. */
export type Pieces = AsyncIterable<Buffer>

/** How much is read or written at once: enough that asking costs nothing beside it. */
export const pieceBytes = 1024 * 1024
