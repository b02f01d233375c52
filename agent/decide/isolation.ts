import type { Turn } from './turn.ts'
import { peerPresent } from './vote.ts'

/**
 * Neither the peer nor the gateway answers, and there is no witness to ask: then it is most likely this node that is cut off.
 * It must not lead, as the other one may. Where no gateway is configured silence alone decides, as was agreed to.
 */
export function cutOff(turn: Turn): boolean {
  const { policy, gateway } = turn.state.config
  const asked = gateway && policy.failover === 'automatic-without-witness'
  return asked && turn.seen.gateway === false && peerPresent(turn) === null
}
