/** What is on disk is not what was written: which file, and what is wrong with it. */
export class DamagedError extends Error {
  override name = 'DamagedError'
  /** Its path. */
  readonly file: string
  /** What is wrong, in one sentence. */
  readonly what: string

  constructor(file: string, what: string, options?: ErrorOptions) {
    super(`${file}: ${what}`, options)
    this.file = file
    this.what = what
  }
}
