import { ProcessOutput } from 'listr2'

/**
 * The streams that listr2 draws on. Its own copy of a stream keeps the width of the moment it was made; this one
 * follows the window when a person makes it narrower, so that a frame still erases itself.
 */
export class TerminalStreams extends ProcessOutput {
  readonly #terminal: NodeJS.WriteStream

  constructor(stdout: NodeJS.WriteStream, stderr: NodeJS.WriteStream) {
    super(stdout, stderr, { leaveEmptyLine: false })
    this.#terminal = stdout
  }

  override get stdout(): NodeJS.WriteStream {
    const terminal = this.#terminal
    return Object.defineProperties(super.stdout, {
      columns: { get: () => terminal.columns },
      rows: { get: () => terminal.rows },
    })
  }
}
