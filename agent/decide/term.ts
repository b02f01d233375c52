import type { Config } from './state.ts'

/**
 * The first term from `least` on that this node may lead in. Where a second vote is always needed the voters see to it that
 * nobody else takes it. Where a silent peer may be taken for dead both sides of a cut could come to the same number: there
 * each node has every other one for its own.
 */
export function termFrom({ nodeId, peerId, policy }: Config, least: number): number {
  if (policy.failover === 'automatic') return least
  const mine = nodeId < peerId ? 0 : 1
  return least % 2 === mine ? least : least + 1
}
