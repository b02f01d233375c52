import { PlaybookError } from '../errors.ts'
import { placeOf, type Origin } from './origin.ts'

/** One thing that is wrong in the inventory's files. */
export interface Problem {
  readonly origin: Origin
  /** What is wrong and what to do, without the place: `vpi: unknown variable; did you mean "vip"?`. */
  readonly message: string
  /** The column helps: the file cannot be parsed there. */
  readonly syntax?: boolean
}

function lineOf({ origin, message, syntax }: Problem): string {
  return `${placeOf(origin)}${syntax ? `:${origin.column}` : ''}: ${message}`
}

function byPlace(a: Problem, b: Problem): number {
  if (a.origin.file !== b.origin.file) return a.origin.file < b.origin.file ? -1 : 1
  return a.origin.line - b.origin.line || a.origin.column - b.origin.column
}

/**
 * Throws one `BadInventory` that lists every problem by file and line, or returns when there is none. The same problem found
 * for several hosts is told once.
 */
export function refuseProblems(inventoryName: string, problems: readonly Problem[]): void {
  const details = [...new Set(problems.toSorted(byPlace).map(lineOf))]
  if (details.length === 0) return
  const count = details.length === 1 ? 'one problem' : `${details.length} problems`
  throw new PlaybookError('BadInventory', `the inventory "${inventoryName}" has ${count}`, { details })
}
