/** All that a command may touch of its process. Made once, by `main`. */
export interface ProcessIo {
  /** Results: views, JSON, lists. */
  readonly stdout: NodeJS.WriteStream
  /** Diagnostics: errors, advice. */
  readonly stderr: NodeJS.WriteStream
  readonly stdin: NodeJS.ReadStream
  readonly env: Readonly<Record<string, string | undefined>>
  readonly workingDirectory: string
}

/** What a run gets besides. */
export interface CliIo extends ProcessIo {
  /** Aborted when the person asks to stop: finish the current step, start no other. */
  readonly stopping: AbortSignal
}

/** Whether somebody is there to answer questions. */
export function interactive({ stdin, stdout }: ProcessIo): boolean {
  return stdin.isTTY && stdout.isTTY
}

/** Colours are for terminals, and not for people who have said that they want none. */
export function wantsColours({ stdout, env }: ProcessIo): boolean {
  return stdout.isTTY && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb'
}
