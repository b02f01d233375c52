import { timing } from './timing.ts'
import type { Turn } from './turn.ts'
import { peerHeard } from './vote.ts'

/*
 * Without a witness the gateway is the only other thing to ask: it cannot vote, but whoever reaches neither it nor the
 * peer is most likely the one that is cut off. Where none is configured, silence alone decides, as was agreed to.
 */

/** Why a silent peer must not be taken for dead here; `null` when it may. */
export function withoutGateway(turn: Turn): string | null {
  if (!counts(turn)) return null
  if (turn.seen.gateway === true) {
    const waited = turn.now - turn.seen.peer.receivedAt >= timing.cutOffStops
    return waited ? null : 'the peer may be cut off: it gets the time to notice'
  }
  return turn.seen.gateway === false
    ? 'neither the peer nor the gateway answers: this node is the one cut off'
    : 'asking the gateway whether this node is the one cut off'
}

/** A primary that reaches neither peer nor gateway: the other node may take over, so this one must stop. */
export function cutOff(turn: Turn): boolean {
  return counts(turn) && turn.seen.gateway === false
}

function counts(turn: Turn): boolean {
  const { policy, gateway } = turn.state.config
  return gateway && policy.failover === 'automatic-without-witness' && peerHeard(turn) === null
}
