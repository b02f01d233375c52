import { missingFrom } from '../../src/mysql/position.ts'
import type { PeerState } from './peer-state.ts'
import { applierError } from './applier.ts'
import { diskTrouble } from './disks.ts'
import { isHealthy } from './health.ts'
import type { Turn } from './turn.ts'
import { has } from './watermark.ts'

/** Why this node, as far as it alone can tell, must not be promoted; `null` when it may. */
export function unfit(turn: Turn): string | null {
  const { state, seen } = turn
  const { role } = state.durable
  const { facts } = seen.mysql
  if (role === 'FORMING') return 'not adopted yet'
  if (role === 'DIVERGED') return 'has transactions that the primary lacks'
  if (role === 'CLONING') return 'its data is being copied from the peer'
  if (role === 'MAINT') return 'in maintenance'
  if (!isHealthy(state.health)) return `mysqld: ${state.health.reason}`
  if (facts === null) return 'mysqld not read yet'
  if (role !== 'PRIMARY' && state.promotion === null && !facts.readOnly)
    return 'writable although not primary'
  return applierError(turn) ?? diskTrouble(turn)
}

/**
 * Two nodes, neither of which leads: which one should? The one whose data includes the other's; of equals the one with the
 * VIP. Without a VIP VRRP may choose between equals, for the last primary's keepalived may be dead; only a pair that never
 * ran begins where it was told to. Else the one that was primary last; then the smaller name.
 */
export function peerIsBetter(turn: Turn, peer: PeerState): boolean {
  const { facts } = turn.seen.mysql
  const { durable } = turn.state
  if (!peer.eligible || peer.mysql === null || facts === null) return false
  const mineMore = missingFrom(facts.style, facts.executed, peer.mysql.executed) !== ''
  // What was received is applied before this node opens writes.
  const theirsMore = !has(facts, peer.mysql.executed)
  if (mineMore !== theirsMore) return theirsMore
  const vip = turn.seen.vip === true
  if (!mineMore && peer.vip !== vip) return peer.vip
  if (!mineMore && !vip && durable.primary !== null) return false
  if (peer.primaryTerm !== durable.primaryTerm) return peer.primaryTerm > durable.primaryTerm
  return peer.node < durable.nodeId
}
