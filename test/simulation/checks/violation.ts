/** A promise that was broken. */
export class Violation extends Error {
  override name = 'Violation'
  /** Short and the same for the same kind of breach. */
  readonly promise: string

  constructor(promise: string, detail: string) {
    super(`${promise}: ${detail}`)
    this.promise = promise
  }
}
