import { roles } from '../decide/state.ts'
import type { DurableState } from '../decide/state.ts'
import { fieldsOf, ShapeError } from '../shape.ts'
import { replaceDurably } from './durable-file.ts'
import { readIfThere } from './read-if-there.ts'

/** Writes the state so that after a crash either the old or the new one is there, whole. */
export async function saveState(path: string, durable: DurableState): Promise<void> {
  await replaceDurably(path, JSON.stringify(durable, null, 1) + '\n')
}

/**
 * Reads the state; `null` when this node never had one.
 * @throws ShapeError when it is damaged or belongs to another node: starting from nothing would forget promises
 */
export function loadState(path: string, clusterId: string, nodeId: string): DurableState | null {
  const text = readIfThere(path)
  if (text === null) return null
  const value = JSON.parse(text) as DurableState
  const fields = fieldsOf(value, path)
  fields.integer('term', 0, Number.MAX_SAFE_INTEGER)
  fields.integer('primaryTerm', 0, Number.MAX_SAFE_INTEGER)
  fields.choice('role', roles)
  if (fields.text('clusterId') !== clusterId || fields.text('nodeId') !== nodeId) {
    throw new ShapeError(`${path} belongs to another node`)
  }
  return value
}
