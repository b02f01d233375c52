import type { PeerState } from './peer-state.ts'
import type { AgentState } from './state.ts'
import { timing } from './timing.ts'
import { remember } from './turn.ts'
import type { Turn } from './turn.ts'

/**
 * Three voters: this node, its peer, the witness. Who writes needs two of them, and each gives its vote to one node at a
 * time and for a time, so there are never two writers. A standby votes for the primary by answering it; that vote stays
 * bound for `timing.vote` after the last message, while the primary relies on it for `timing.backing` only.
 */

/** The peer's newest message if it is young enough to act on. */
export function peerHeard(turn: Turn): PeerState | null {
  const { state, receivedAt } = turn.seen.peer
  return state !== null && turn.now - receivedAt < timing.peerSilent ? state : null
}

/**
 * The peer, unless it leads and has not been heard for as long as it may rely on a vote: then it is gone, or about to close
 * writes, and whoever wants to take over must be fit to do so without it.
 */
export function peerPresent(turn: Turn): PeerState | null {
  const peer = peerHeard(turn)
  const late = turn.now - turn.seen.peer.receivedAt >= timing.backing
  return peer !== null && leads(peer) && late ? null : peer
}

/** The peer leads, or is on its way to it. */
export function leads(peer: PeerState): boolean {
  return peer.role === 'PRIMARY' || peer.promoting !== null || peer.open
}

/** Whether clients may be able to write here by the agent's doing. In FORMING nothing is its doing. */
export function mayBeOpen(state: AgentState): boolean {
  return state.open && state.durable.role !== 'FORMING'
}

/** Whether I lead, or am on my way. */
export function iLead(turn: Turn): boolean {
  return turn.state.durable.role === 'PRIMARY' || turn.state.promotion !== null
}

/** Whom my vote is bound to, for the peer to read. */
export function boundVote(turn: Turn): string | null {
  const { state } = turn
  if (iLead(turn) || mayBeOpen(state)) return state.config.nodeId
  const remembered = state.persistedRevision >= state.votedRevision
  return remembered && state.boundTo !== null && turn.now < state.boundTo.until ? state.config.peerId : null
}

/** Gives my vote to a leading peer, keeps it there while the peer speaks, frees it as soon as the peer says it is done. */
export function castVote(turn: Turn): void {
  const { state, seen, now } = turn
  const peer = peerHeard(turn)
  if (peer === null || iLead(turn) || mayBeOpen(state)) return
  const term = peer.promoting ?? peer.primaryTerm
  // Whom this node has just handed over to keeps the vote while the news travels.
  const promised =
    state.switchover?.stage === 'yielded' && state.boundTo !== null && now < state.boundTo.until
  if (!leads(peer)) state.boundTo = promised ? state.boundTo : null
  else if (term >= state.durable.term) bindVote(turn, term, seen.peer.receivedAt + timing.vote)
  else if (state.boundTo !== null && now >= state.boundTo.until) state.boundTo = null
}

/** A term that this node has voted for is used up: it must never lead under it itself, not even after a crash. */
export function bindVote(turn: Turn, term: number, until: number): void {
  const { state } = turn
  state.boundTo = { term, until }
  if (term <= state.durable.term) return
  remember(turn, { term })
  state.votedRevision = state.revision
}

/** My own vote is not promised to the peer. Just started, I may have promised it in my former life. */
export function ownVoteFree(turn: Turn): boolean {
  const { state, now } = turn
  const bound = state.boundTo !== null && now < state.boundTo.until
  return !bound && now - state.startedAt >= timing.vote
}

/** Takes note that the peer is about to read that this node does not lead. */
export function noteRelease(turn: Turn): void {
  if (!iLead(turn) && !mayBeOpen(turn.state)) turn.state.releasedAt = turn.now
}

/**
 * The peer's vote is mine for this term, freshly enough to rely on. What it gave for an earlier one does not keep it from
 * taking this one itself, unless each node has terms of its own.
 */
export function peerBacks(turn: Turn, term: number): boolean {
  const { nodeId, policy } = turn.state.config
  const { state: peer, confirmedSentAt } = turn.seen.peer
  if (peer === null || confirmedSentAt === null || confirmedSentAt <= turn.state.releasedAt) return false
  const used = peer.term >= term || policy.failover !== 'automatic'
  return used && peer.vote === nodeId && turn.now - confirmedSentAt < timing.backing
}

/** The witness's vote is mine for this term, and fresh: like the peer, it stays bound for longer than I rely on it. */
export function leaseBacks(turn: Turn, term: number): boolean {
  const { heldUntil, term: leaseTerm } = turn.seen.lease
  return heldUntil !== null && leaseTerm === term && turn.now < heldUntil
}

/** Keeps until when another voter's word for me is good. */
export function noteBacking(turn: Turn): void {
  const { state, seen } = turn
  const peer = peerBacks(turn, state.durable.primaryTerm)
    ? (seen.peer.confirmedSentAt ?? 0) + timing.backing
    : 0
  const witness = leaseBacks(turn, state.durable.primaryTerm) ? (seen.lease.heldUntil ?? 0) : 0
  state.backedUntil = Math.max(state.backedUntil, peer, witness)
}

/** Nobody but me can be writing: a second voter says so, or a person took that risk on. */
export function mayBegin(turn: Turn, term: number): boolean {
  if (peerBacks(turn, term)) return true
  if (!ownVoteFree(turn)) return false
  return leaseBacks(turn, term) || (peerHeard(turn) === null && consent(turn))
}

/** A leader may go on. Without automatic fail-over by witness nobody takes over by himself, so silence is no danger. */
export function mayGoOn(turn: Turn): boolean {
  const { config } = turn.state
  const { primaryTerm } = turn.state.durable
  return (
    config.policy.failover !== 'automatic' || peerBacks(turn, primaryTerm) || leaseBacks(turn, primaryTerm)
  )
}

/** A silent peer is taken for dead: recorded once for the pair, or given now by an operator. */
function consent(turn: Turn): boolean {
  const { policy, gateway } = turn.state.config
  if (turn.state.durable.approved) return policy.failover !== 'automatic'
  if (policy.failover !== 'automatic-without-witness') return false
  // A peer that is only cut off asks the gateway too, and gets the time to stop.
  const silent = turn.now - turn.seen.peer.receivedAt
  return !gateway || (turn.seen.gateway === true && silent >= timing.cutOffStops)
}
