/** Begins the names of directories in which data are put together for a while; the next command deletes what was left. */
export const scratchPrefix = '.scratch-'
