import { timing } from './timing.ts'
import type { Turn } from './turn.ts'
import { mayBeOpen } from './vote.ts'

/**
 * When the next turn is due: soon while something is about to run out that no message announces (a vote of somebody who
 * died, my own backing), else at the next tick.
 */
export function nextTurn({ state, seen, now }: Turn): number {
  const waitsForVotes = state.promotion?.stage === 'votes'
  const waitsForSilence = seen.vip === true && ['STANDBY', 'FENCED'].includes(state.durable.role)
  const needsVotes = state.config.policy.failover === 'automatic' && mayBeOpen(state)
  const losesVotes = needsVotes && now > state.backedUntil - timing.backing / 2
  return waitsForVotes || waitsForSilence || losesVotes ? timing.soon : timing.tick
}
