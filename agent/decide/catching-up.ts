import { timing } from './timing.ts'
import type { Turn } from './turn.ts'
import { leads, peerHeard } from './vote.ts'
import { has } from './watermark.ts'

/**
 * Notes since when a peer that does not lead any more is seen to have what this node has not received. Each is looked at a few
 * times a second, so in the first moment that shows only which look is newer.
 */
export function noteBehind(turn: Turn): void {
  const { state, seen, now } = turn
  const { facts } = seen.mysql
  const peer = peerHeard(turn)
  const theirs = peer !== null && !leads(peer) ? peer.mysql : null
  if (theirs === null || facts === null || has(facts, theirs.executed)) state.behindSince = null
  else state.behindSince ??= now
}

/** It is still being fetched, or was already, and the next look will show it: neither a reason to refuse nor one to go on. */
export function catchingUp({ state, seen, now }: Turn): boolean {
  const fetches = seen.mysql.facts?.replica?.ioRunning === 'Yes'
  if (state.durable.role !== 'STANDBY' || !fetches || state.behindSince === null) return false
  return now - state.behindSince < timing.catchUp
}
