import { PlaybookError } from '../errors.ts'
import { Secret } from '../values/secret.ts'
import type { Questioner } from './questioner.ts'

/** Answers known beforehand, by decision key or secret label; what is not among them stops. */
export interface RecordedAnswers {
  readonly decisions?: Readonly<Record<string, string>>
  readonly secrets?: Readonly<Record<string, string>>
  /** The answers to `confirm`, one after the other; then always yes. */
  readonly confirmations?: readonly boolean[]
}

/** A questioner that answers from a record and keeps what it was asked, in order. */
export function recordedQuestioner(
  answers: RecordedAnswers,
): Questioner & { readonly asked: readonly string[] } {
  const asked: string[] = []
  const confirmations = [...(answers.confirmations ?? [])]
  const answer = (from: Readonly<Record<string, string>> | undefined, key: string): string => {
    const found = from?.[key]
    if (found === undefined) throw new PlaybookError('Stopped', `there is no recorded answer for ${key}`)
    return found
  }
  return {
    asked,
    decide: async ({ decision, preselected }) => {
      asked.push(`${decision.key} [${preselected}]`)
      return answer(answers.decisions, decision.key)
    },
    confirm: async (message, lines = []) => {
      asked.push(message, ...lines)
      return confirmations.shift() ?? true
    },
    secret: async (message, label) => {
      asked.push(message)
      return new Secret(answer(answers.secrets, label), label)
    },
  }
}
