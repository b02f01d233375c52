/**
 * The closed list of what can go wrong, and the exit code of the process for each.
 * 1 a step failed; 2 bad usage, inventory or decisions; 3 stopped by the person; 5 a host could not be reached.
 */
export const exitCodes = {
  StepFailed: 1,
  NotConverged: 1,
  CommandFailed: 1,
  SqlFailed: 1,
  UploadFailed: 1,
  BecomeFailed: 1,
  HostLocked: 1,
  NeedsNotMet: 1,
  JournalFailed: 1,
  LabFailed: 1,
  BadUsage: 2,
  BadInventory: 2,
  BadPlan: 2,
  MissingDecisions: 2,
  BadSecrets: 2,
  BadLocalFile: 2,
  ResumeRefused: 2,
  Stopped: 3,
  Unreachable: 5,
  HostKeyUnknown: 5,
  AuthenticationFailed: 5,
  ConnectionLost: 5,
  Internal: 1,
} as const

export type ErrorCode = keyof typeof exitCodes

/** What an error adds to its message: advice in plain words, and lines of evidence (last lines of stderr, a list of findings). */
export interface ErrorDetails {
  /** What to do next, as one sentence or one command. */
  hint?: string
  /** Evidence, one line each, already free of secrets. */
  details?: readonly string[]
  cause?: unknown
}

/**
 * Every failure that we expect. Anything else that reaches the command line is our own bug and is shown as one.
 * The message is one sentence: what happened and where.
 */
export class PlaybookError extends Error {
  readonly code: ErrorCode
  readonly hint: string | undefined
  readonly details: readonly string[]

  constructor(code: ErrorCode, message: string, { hint, details = [], cause }: ErrorDetails = {}) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = code
    this.code = code
    this.hint = hint
    this.details = details
  }

  get exitCode(): number {
    return exitCodes[this.code]
  }
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}
