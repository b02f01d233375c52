import { timing } from './timing.ts'
import { remember } from './turn.ts'
import type { Turn } from './turn.ts'
import { peerPresent } from './vote.ts'

/**
 * Whether this node was promoted by itself so recently that it must not happen again. A node that leads again after
 * itself moves nothing to and fro.
 */
export function flapping(turn: Turn): boolean {
  if (ledLast(turn)) return false
  return turn.state.durable.promotions.some((at) => turn.now - at < timing.flapWindow)
}

/** Nobody has led since this node did: no newer term was seen, or the only other node that could lead in it says that it did not. */
function ledLast(turn: Turn): boolean {
  const { durable, promotion } = turn.state
  // The term that it asks for comes back to it as seen, from whoever voted for it.
  if (durable.term === durable.primaryTerm || durable.term === promotion?.term) return true
  // A term is used up by being voted for, too: whoever asked for it may never have come to lead.
  const peer = peerPresent(turn)
  return peer !== null && peer.primaryTerm < durable.primaryTerm
}

/** Counts an automatic promotion and forgets old ones. */
export function countPromotion(turn: Turn): void {
  const recent = turn.state.durable.promotions.filter((at) => turn.now - at < timing.flapWindow)
  remember(turn, { promotions: [...recent, turn.now] })
}

/** Uptimes of another boot mean nothing: such promotions happened, at the latest, when this boot began. */
export function carryOverBoot(promotions: readonly number[], sameBoot: boolean): number[] {
  return sameBoot ? [...promotions] : promotions.map(() => 0)
}
