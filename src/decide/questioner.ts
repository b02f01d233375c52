import type { Decision } from '../plan/decision.ts'
import type { Secret } from '../values/secret.ts'

/** A decision to be asked for, and what is preselected: the recorded answer, else the default. */
export interface Question {
  readonly decision: Decision
  readonly preselected: string
}

/**
 * Somebody who can be asked. Every method throws `Stopped` when the person ends the conversation (Ctrl-C).
 */
export interface Questioner {
  /** Asks one question until the answer is acceptable. */
  decide(question: Question): Promise<string>
  /** Shows the lines, then asks for yes or no. */
  confirm(message: string, lines?: readonly string[]): Promise<boolean>
  /** Asks for a secret; nothing of what is typed is shown. `label` names the secret as secrets.yml does. */
  secret(message: string, label: string): Promise<Secret>
}
