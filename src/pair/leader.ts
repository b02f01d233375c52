import type { LookedAt } from './look.ts'

/** The node that leads now; undefined when none or both say so. */
export function leaderOf(nodes: readonly LookedAt[]): LookedAt | undefined {
  const leaders = nodes.filter(({ look }) => look.status?.role === 'PRIMARY')
  return leaders.length === 1 ? leaders[0] : undefined
}
