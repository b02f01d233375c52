import { diskTrouble } from './disks.ts'
import type { PeerState } from './peer-state.ts'
import { termFrom } from './term.ts'
import { logNotice, remember } from './turn.ts'
import type { Turn } from './turn.ts'
import { leads } from './vote.ts'

/**
 * In a cut without a witness both nodes may have led, the peer in the higher term; if it has stopped since, this one goes on
 * as the only leader. But terms tell who led last, and so whose data counts: staying below the peer's would say for good
 * that it is the peer's. So this primary takes a newer term of its own; writes stay open, as nobody else leads.
 */
export function renewTerm(turn: Turn, peer: PeerState | null): void {
  const { state, seen } = turn
  const { config, durable } = state
  const passed = peer !== null && !leads(peer) && peer.primaryTerm > durable.primaryTerm
  // Where a second vote is always needed nobody can have passed a leader, and no term is taken without votes.
  if (!passed || config.policy.failover === 'automatic') return
  // What is opening or handing over at this moment goes by the term that is on disk.
  if (state.running.database !== undefined || state.switchover !== null || diskTrouble(turn) !== null) return
  const term = termFrom(config, Math.max(durable.term, peer.term, seen.lease.highestTerm) + 1)
  if (state.openedTerm === durable.primaryTerm) state.openedTerm = term
  remember(turn, { term, primaryTerm: term })
  state.promotedRevision = state.revision
  logNotice(turn, `goes on in term ${term}: the peer led in term ${peer.primaryTerm} meanwhile`)
}
