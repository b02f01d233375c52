import { missingFrom } from '../../src/mysql/position.ts'
import type { Turn } from './turn.ts'
import { timing } from './timing.ts'
import { peerPresent } from './vote.ts'
import { receivedBy } from './watermark.ts'

/**
 * Why this node may lack transactions that clients were told are safe; `null` when it has them all. Without semi-sync nothing
 * can prove that: there, having all that the primary spoke of last, in a contact that lasted until its end, has to do.
 */
export function incomplete(turn: Turn): string | null {
  const { state, seen } = turn
  const { facts } = seen.mysql
  if (facts === null) return 'mysqld not read yet'
  const peer = peerPresent(turn)
  if (peer !== null && peer.mysql !== null) {
    const missing = missingFrom(facts.style, peer.mysql.executed, receivedBy(facts))
    // Who led later is right: what only the other one has was never acknowledged under the newer term.
    const ledLater = state.durable.primaryTerm > peer.primaryTerm
    return missing === '' || ledLater ? null : `lacks ${missing} of the peer`
  }
  if (wasPrimaryLast(turn)) return null
  const { config } = state
  const { primary, bootId } = state.durable
  if (primary === null || bootId !== config.bootId)
    return 'the primary was not seen since this machine started'
  if (facts.sampledAt <= primary.seenAt) return 'waiting for a fresh look at mysqld'
  const missing = missingFrom(facts.style, primary.executed, receivedBy(facts))
  if (missing !== '') return `lacks ${missing}, which the primary had`
  if (!primary.semisyncOn && config.policy.semisync !== 'none')
    return 'semi-sync was not on when the primary was last seen'
  if (primary.contactAt === null || primary.seenAt - primary.contactAt > timing.contactGap) {
    return 'replication had no contact with the primary before it was lost, or lost what it had received'
  }
  // Restarting mysqld throws away relay logs: acknowledged transactions may have been in them.
  if (primary.contactInstance !== facts.instance) return 'mysqld here was restarted since its last contact'
  return null
}

/** Nobody led since this node did: no primary was seen, and the witness remembers none. */
function wasPrimaryLast(turn: Turn): boolean {
  const { durable, config, promotion } = turn.state
  const newest = durable.term === durable.primaryTerm || durable.term === promotion?.term
  if (durable.primaryTerm === 0 || !newest) return false
  const { configured, previous } = turn.seen.lease
  if (!configured) return config.policy.failover === 'assisted' && turn.state.durable.approved
  return previous !== null && previous.node === config.nodeId && previous.term === durable.primaryTerm
}

/**
 * Whether an incomplete node has to wait: for ever under `consistency`, otherwise until its patience ends. The
 * peer's word that it has more, while the peer is there to lead, is never overruled.
 */
export function mustWait(turn: Turn): string | null {
  const { state, now } = turn
  const gap = incomplete(turn)
  if (gap === null) state.incompleteSince = null
  else state.incompleteSince ??= now
  if (gap === null || state.durable.approved) return null
  const patient = state.config.policy.semisync !== 'consistency' && peerPresent(turn)?.eligible !== true
  return patient && now - (state.incompleteSince ?? now) >= timing.incompletePatience ? null : gap
}
