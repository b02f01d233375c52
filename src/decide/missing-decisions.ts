import { PlaybookError } from '../errors.ts'
import type { Decision } from '../plan/decision.ts'
import { quoteWord } from '../values/shell.ts'

function optionFor({ key, default: value }: Decision): string {
  return `--decision ${quoteWord(`${key}=${value}`)}`
}

/** The error that lists every missing answer with its question and the exact option to type. */
export function missingDecisions(missing: readonly Decision[]): PlaybookError {
  const details = missing.map((decision) => {
    const { key, question, choices, default: value } = decision
    const allowed = choices === undefined ? '' : `${choices.join(' | ')}; `
    return `${key}: ${question} [${allowed}default ${value}] ${optionFor(decision)}`
  })
  const count = missing.length === 1 ? 'one decision is' : `${missing.length} decisions are`
  return new PlaybookError(
    'MissingDecisions',
    `${count} missing, and nobody can be asked without a terminal`,
    {
      details,
      hint: `add --accept-defaults, or: ${missing.map(optionFor).join(' ')}`,
    },
  )
}
