import { PlaybookError } from '../errors.ts'
import type { PairNode } from '../pair/node.ts'
import type { Pair } from '../pair/pair.ts'
import { didYouMean } from '../values/suggest.ts'

/** A node by its name. Throws `BadUsage` for one that is not of the pair. */
export function nodeOf({ nodes }: Pick<Pair, 'nodes'>, name: string): PairNode {
  const node = nodes.find((one) => one.name === name)
  const names = nodes.map((one) => one.name)
  if (!node)
    throw new PlaybookError('BadUsage', `there is no node ${name} in this pair${didYouMean(name, names)}`)
  return node
}
