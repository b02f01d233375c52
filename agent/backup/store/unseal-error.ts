/** Data cannot be what was sealed; the message says why, in one sentence, and does not know of which file. */
export class UnsealError extends Error {
  override name = 'UnsealError'
}
