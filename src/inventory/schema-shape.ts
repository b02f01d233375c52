import type { z } from 'zod'

type Schema = z.core.$ZodType

/** The keys that a schema knows and the schema of each: through defaults, optionals, pipes, unions and intersections. */
export function shapeOf(schema: Schema): Readonly<Record<string, Schema>> {
  const { def } = (schema as z.core.$ZodTypes)._zod
  if ('shape' in def) return def.shape
  if ('innerType' in def) return shapeOf(def.innerType)
  if ('options' in def) return Object.assign({}, ...def.options.map(shapeOf)) as Record<string, Schema>
  if ('in' in def) return { ...shapeOf(def.in), ...shapeOf(def.out) }
  if ('left' in def) return { ...shapeOf(def.left), ...shapeOf(def.right) }
  return {}
}

/** The keys that are known at a place inside a schema. */
export function keysAt(schema: Schema, path: readonly PropertyKey[]): string[] {
  let inner: Schema | undefined = schema
  for (const key of path) inner = inner && shapeOf(inner)[String(key)]
  return inner === undefined ? [] : Object.keys(shapeOf(inner))
}
