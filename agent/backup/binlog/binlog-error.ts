/** A binary log cannot be used: which file, where in it, and why. */
export class BinlogError extends Error {
  override name = 'BinlogError'
}
