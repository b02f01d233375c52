import type { Patch } from './engine/bundle.ts'
import type { Focus } from './faults/draw.ts'

/** Something taken out of the product, which must be noticed. */
export interface Mutation {
  what: string
  patches: readonly Patch[]
  /** Stories in which it matters. */
  focus?: Focus
}

/** A patch of the agent's judgement. */
export const decide = (name: string, find: string, replace: string): Patch => ({
  file: `agent/decide/${name}.ts`,
  find,
  replace,
})
