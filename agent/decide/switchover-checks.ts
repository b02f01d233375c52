import { missingFrom } from '../../src/mysql/position.ts'
import { timing } from './timing.ts'
import type { Turn } from './turn.ts'
import { peerHeard } from './vote.ts'

/**
 * What stands against a planned switchover, as far as both agents can see; `null` when nothing does. Of the two positions
 * noted when it was asked for, each must meanwhile be found on the other side: neither lags, neither has anything errant.
 */
export function switchoverObstacle(turn: Turn): string | null {
  const { state, seen } = turn
  const { facts } = seen.mysql
  const peer = peerHeard(turn)
  const { peerId } = state.config
  if (seen.vip !== true) return 'the VIP is not here'
  if (state.health.status !== 'healthy' || facts === null) return `mysqld here: ${state.health.reason}`
  if (facts.readOnly) return 'this node does not take writes yet'
  if (peer === null) return `${peerId} does not answer`
  if (peer.role !== 'STANDBY') return `${peerId} is ${peer.role}, not STANDBY`
  if (!peer.eligible || peer.mysql === null) return `${peerId} may not be promoted: see its status`
  if (!peer.vipReady)
    return `keepalived on ${peerId} does not run, or would not take the VIP yet: try again in a few seconds`
  if (!peer.mysql.replicating) return `${peerId} does not replicate`
  const without = state.config.policy.semisync === 'none'
  if (!without && (!facts.semisync.sourceOn || facts.semisync.clients === 0))
    return `semi-sync is not on between the two`
  const { before, since } = state.switchover ?? { before: { mine: '', theirs: '' }, since: Infinity }
  if (facts.sampledAt <= since) return 'waiting for a fresh look at mysqld'
  const errant = missingFrom(facts.style, before.theirs, facts.executed)
  if (errant !== '') return `${peerId} has ${errant}, which this node lacks`
  const behind = missingFrom(facts.style, before.mine, peer.mysql.executed)
  if (behind !== '')
    return `${peerId} lags: it has not applied ${behind} after ${timing.switchoverChecks / 1000} s`
  return null
}
