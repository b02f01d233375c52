import { covers } from '../../src/mysql/position.ts'
import { timing } from './timing.ts'
import type { Turn } from './turn.ts'
import { peerHeard } from './vote.ts'

/**
 * A standby that was rebuilt, or that was away while nobody wrote, has nothing to fetch: so nothing is acknowledged, and the
 * server leaves semi-sync off until the next commit, which would go unprotected. Switched off and on again it is on at
 * once; that costs nothing as long as the standby has everything.
 */
export function idleButOff(turn: Turn): boolean {
  const { facts } = turn.seen.mysql
  const peer = peerHeard(turn)
  if (facts === null || peer === null || peer.mysql === null || !peer.mysql.replicating) return false
  const { sourceEnabled, sourceOn, clients } = facts.semisync
  if (!sourceEnabled || sourceOn || clients === 0) return false
  if (turn.now - turn.state.adjustedAt < timing.semisyncRenewal) return false
  return covers(facts.style, peer.mysql.executed, facts.executed)
}
