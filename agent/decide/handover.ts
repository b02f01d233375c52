import { unfit } from './candidate.ts'
import type { PeerState } from './peer-state.ts'
import { termFrom } from './term.ts'
import { timing } from './timing.ts'
import { logNotice, start } from './turn.ts'
import type { Turn } from './turn.ts'
import { mayBegin, peerHeard } from './vote.ts'

/**
 * The standby's side of a planned switchover. The primary has closed writes at a position and says so; this node applies
 * everything up to there and says so; then the primary gives up its role and its vote, and this node leads without
 * waiting for VRRP. Until the primary gives up, nothing here is touched: an offer that is taken back leaves no trace.
 */
export function considerHandover(turn: Turn): void {
  const { state, now } = turn
  const peer = peerHeard(turn)
  const { handover } = state
  if (handover === null) {
    if (peer !== null) accept(turn, peer)
    return
  }
  const stands = peer?.handover?.term === handover.term && peer.handover.position === handover.position
  if (stands && handover.ready && yieldedTo(turn, peer))
    return takeOver(turn, Math.max(peer.term, handover.term + 1))
  if (stands && now - handover.since < timing.handover) return
  logNotice(turn, `the primary's offer of its role ${stands ? 'took too long' : 'was taken back'}`)
  state.handover = null
}

/** Everything up to the offered position is applied here. */
export function noteCaughtUp(turn: Turn): void {
  if (turn.state.handover !== null) turn.state.handover.ready = true
}

function accept(turn: Turn, peer: PeerState): void {
  const { state, now } = turn
  const offer = peer.handover
  if (offer === null || peer.role !== 'PRIMARY' || state.promotion !== null) return
  if (state.durable.role !== 'STANDBY' || unfit(turn) !== null) return
  const { term, position } = offer
  if (!start(turn, 'database', { kind: 'catch-up', position })) return
  state.handover = { term, position, since: now, ready: false }
  logNotice(turn, 'the primary has closed writes and offers its role')
}

function yieldedTo(turn: Turn, peer: PeerState): boolean {
  return peer.role !== 'PRIMARY' && !peer.open && peer.vote === turn.state.config.nodeId
}

/** Takes the term that the old primary has voted for, unless a higher one was seen anywhere or it is not this node's. */
function takeOver(turn: Turn, promised: number): void {
  const { state, seen, now } = turn
  const higher = state.durable.term > promised ? state.durable.term + 1 : 0
  const term = termFrom(state.config, Math.max(promised, seen.lease.highestTerm + 1, higher))
  // Its vote was given for the coming term, before this node had asked for it.
  state.releasedAt = -Infinity
  if (!mayBegin(turn, term)) return
  state.handover = null
  state.promotion = {
    term,
    since: now,
    stage: 'drain',
    handedOver: true,
    drained: false,
    instance: seen.mysql.facts?.instance ?? null,
    rival: null,
  }
  logNotice(turn, `the primary has handed over: taking term ${term}`)
}
