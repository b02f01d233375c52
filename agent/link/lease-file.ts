import { replaceDurably } from '../files/durable-file.ts'
import { readIfThere } from '../files/read-if-there.ts'
import { fieldsOf } from '../shape.ts'
import type { LeaseMemory } from './lease.ts'

/**
 * Reads what a witness granted before it ended; `null` when it never granted anything to this cluster.
 * @throws ShapeError | SyntaxError when the file is damaged: starting from nothing would forget who led under which term
 */
export function loadLease(path: string): LeaseMemory | null {
  const text = readIfThere(path)
  if (text === null) return null
  const fields = fieldsOf(JSON.parse(text), path)
  const previous = fields.optionalFields('previous')
  const term = (from: typeof fields) => from.integer('term', 0, Number.MAX_SAFE_INTEGER)
  return {
    holder: fields.nullable('holder', () => fields.text('holder')),
    term: term(fields),
    previous: previous && { node: previous.text('node'), term: term(previous) },
  }
}

/** Writes it, whole or not at all; it is on disk when this resolves. */
export function saveLease(path: string, { holder, term, previous }: LeaseMemory): Promise<void> {
  return replaceDurably(path, `${JSON.stringify({ holder, term, previous })}\n`)
}
