import { readFileSync } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { roles } from '../decide/state.ts'
import type { DurableState } from '../decide/state.ts'
import { fieldsOf, ShapeError } from '../shape.ts'

/** Writes the state so that after a crash either the old or the new one is there, whole. */
export async function saveState(path: string, durable: DurableState): Promise<void> {
  const temporary = `${path}.new`
  const file = await open(temporary, 'w', 0o600)
  try {
    await file.writeFile(JSON.stringify(durable, null, 1) + '\n')
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(temporary, path)
  const directory = await open(dirname(path), 'r')
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}

/**
 * Reads the state; `null` when this node never had one.
 * @throws ShapeError when it is damaged or belongs to another node: starting from nothing would forget promises
 */
export function loadState(path: string, clusterId: string, nodeId: string): DurableState | null {
  let text
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
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
