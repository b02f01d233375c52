const mebibyte = 1024 * 1024

/** With less than this free on its disk, in bytes, a server cannot be relied on to write its next transaction. */
export const leastRoomBytes = 16 * mebibyte

/**
 * A server that starts makes its redo log grow, by one file of at most 128 MiB (4 GiB of redo log in 32 files): where that
 * does not fit, it takes all room that there is again and again.
 */
export const leastRoomToStartBytes = leastRoomBytes + 128 * mebibyte
