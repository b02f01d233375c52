/**
 * Something a person can put right, said in one line; `exitCode` 2 means bad usage or a machine that cannot host a lab,
 * 1 that a step failed.
 */
export class LabFailure extends Error {
  readonly exitCode: 1 | 2

  constructor(message: string, exitCode: 1 | 2 = 1, options?: ErrorOptions) {
    super(message, options)
    this.name = 'LabFailure'
    this.exitCode = exitCode
  }
}
