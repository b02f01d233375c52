import { peerIsBetter, unfit } from './candidate.ts'
import { catchingUp } from './catching-up.ts'
import { mustWait } from './completeness.ts'
import { flapping } from './flap.ts'
import { cutOff } from './isolation.ts'
import { timing } from './timing.ts'
import type { Turn } from './turn.ts'
import { leads, peerPresent } from './vote.ts'

/**
 * The promotion gate, all but the votes: why this node must not take over if the VIP came now; `null` when it may.
 * A node that refuses shows it in its verdict, so that the VIP never stays in front of a read-only server.
 */
export function refusal(turn: Turn): string | null {
  const { state, now } = turn
  const peer = peerPresent(turn)
  const own = unfit(turn)
  if (own !== null) return own
  const yielded = state.switchover?.stage === 'yielded' ? state.switchover.stageSince : -Infinity
  if (now - yielded < timing.handoverHold) return 'handed over a moment ago'
  if (state.handover?.ready === true) return null
  if (peer !== null && leads(peer)) {
    state.incompleteSince = null
    return standbyRefusal(turn)
  }
  if (peer === null && now - state.startedAt < timing.settle) return 'looking for the peer'
  const fetching = catchingUp(turn)
  if (peer !== null && !fetching && peerIsBetter(turn, peer)) return 'the peer should lead'
  if (state.durable.approved) return null
  if (state.config.policy.failover === 'assisted') return 'fail-over is assisted: waiting for an operator'
  if (cutOff(turn)) return 'neither the peer nor the gateway answers: this node is the one cut off'
  if (flapping(turn)) return 'promoted by itself less than ten minutes ago'
  return fetching ? null : mustWait(turn)
}

/** While the peer leads, only a standby that replicates stands ready; a fenced node would take over with old data. */
function standbyRefusal(turn: Turn): string | null {
  return turn.state.durable.role === 'STANDBY' ? null : 'not replicating from the primary yet'
}
