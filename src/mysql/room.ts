/** With less than this free on its disk, in bytes, a server cannot be relied on to write its next transaction. */
export const leastRoomBytes = 16 * 1024 * 1024
