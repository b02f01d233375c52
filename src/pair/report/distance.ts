import { differenceOf, styleOf } from '../../mysql/difference.ts'
import { GtidSyntaxError } from '../../mysql/gtid.ts'
import type { LookedAt } from '../look.ts'
import type { Distance } from './report.ts'

/** What each node lacks of the other; nothing where a server cannot be read, or writes what is no GTID set. */
export function distancesOf(nodes: readonly LookedAt[]): Distance[] {
  return nodes.flatMap((a) => nodes.filter((b) => b !== a).flatMap((b) => distance(a, b) ?? []))
}

function distance(a: LookedAt, b: LookedAt): Distance | undefined {
  const [mine, theirs] = [executedOf(a), executedOf(b)]
  if (mine === undefined || theirs === undefined) return undefined
  try {
    return { has: a.name, lacks: b.name, ...differenceOf(styleOf(mine || theirs), mine, theirs) }
  } catch (error) {
    if (error instanceof GtidSyntaxError) return undefined
    throw error
  }
}

function executedOf({ look }: LookedAt): string | undefined {
  return look.status?.mysql?.gtidExecuted
}
