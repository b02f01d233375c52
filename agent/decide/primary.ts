import { stepDown } from './closing.ts'
import { diskTrouble, leaveFullDisk } from './disks.ts'
import { isHealthy } from './health.ts'
import type { PeerState } from './peer-state.ts'
import { cutOff } from './isolation.ts'
import { renewTerm } from './renewal.ts'
import { idleButOff } from './semisync-renewal.ts'
import { timing } from './timing.ts'
import { pursueSwitchover } from './switchover.ts'
import { start } from './turn.ts'
import type { Turn } from './turn.ts'
import { atOnce, beforeVotesEnd, sinceVipLost } from './urgency.ts'
import { leaseBacks, mayGoOn, peerHeard } from './vote.ts'

/** A turn as primary: first every reason to stop, then what a primary keeps true. */
export function lead(turn: Turn): void {
  const { state } = turn
  if (!isHealthy(state.health)) return stepDown(turn, 'FENCED', `mysqld: ${state.health.reason}`, atOnce)
  const peer = peerHeard(turn)
  const rival = peer === null ? null : supersededBy(turn, peer)
  if (rival !== null) return stepDown(turn, 'FENCED', rival, atOnce)
  if (!mayGoOn(turn))
    return stepDown(
      turn,
      'FENCED',
      'isolated: neither the peer nor the witness answers',
      beforeVotesEnd(turn),
    )
  if (cutOff(turn))
    return stepDown(turn, 'FENCED', 'isolated: neither the peer nor the gateway answers', atOnce)
  if (leaveFullDisk(turn)) return
  // The role must be on disk before writes open; where that fails somebody else may do better.
  const unsaved = state.persistedRevision < state.promotedRevision ? diskTrouble(turn) : null
  if (unsaved !== null) return stepDown(turn, 'FENCED', unsaved, atOnce)
  const gone = vipGone(turn, peer)
  if (gone !== null) return stepDown(turn, 'FENCED', gone, sinceVipLost(turn))
  renewTerm(turn, peer)
  if (!pursueSwitchover(turn)) keepOpen(turn)
}

/** Of two primaries the higher term is right. Equal terms cannot be; then both stop. */
function supersededBy(turn: Turn, peer: PeerState): string | null {
  const { primaryTerm } = turn.state.durable
  if (peer.role === 'PRIMARY' && peer.primaryTerm > primaryTerm)
    return `the peer is primary in term ${peer.primaryTerm}`
  if (peer.role === 'PRIMARY' && peer.primaryTerm === primaryTerm) return 'both nodes claim the same term'
  return null
}

/** keepalived may be restarting; but once the peer has the VIP there is nothing to wait for. */
function vipGone(turn: Turn, peer: PeerState | null): string | null {
  const { state, seen, now } = turn
  if (seen.vip !== false) {
    state.vipLostAt = null
    state.vipAwaited = false
    return null
  }
  state.vipLostAt ??= now
  // An older primary to which VRRP gave the VIP after a split is about to read that it is superseded.
  const superseded =
    peer !== null && (peer.role === 'PRIMARY' || peer.open) && peer.primaryTerm < state.durable.primaryTerm
  if (peer?.vip === true && !state.vipAwaited && !superseded) return 'the VIP moved to the peer'
  return now - state.vipLostAt > timing.vipDebounce ? 'the VIP is gone' : null
}

function keepOpen(turn: Turn): void {
  const { state, seen, now } = turn
  const { facts } = seen.mysql
  if (facts === null || facts.sampledAt <= state.adjustedAt) return
  const vip = seen.vip === true || state.vipAwaited
  if (state.persistedRevision < state.promotedRevision || !vip) return
  const source = wantsSemisyncSource(turn)
  if (facts.readOnly) {
    if (start(turn, 'database', { kind: 'open', semisyncSource: source })) state.openTouchedAt = now
    return
  }
  if (facts.semisync.sourceEnabled !== source) start(turn, 'database', { kind: 'semisync', source })
  else if (idleButOff(turn)) start(turn, 'database', { kind: 'semisync', source: false })
  const term = state.durable.primaryTerm
  if (state.recordedTerm !== term) start(turn, 'record', { kind: 'record-term', term })
  else if (heartbeatDue(turn) && start(turn, 'record', { kind: 'heartbeat', term })) state.heartbeatAt = now
}

/**
 * A heartbeat that the standby does not get would be an errant transaction, made by a cut alone: so none without a
 * semi-sync client, none when the peer has been quiet for a moment, and not often.
 */
function heartbeatDue(turn: Turn): boolean {
  const { state, seen, now } = turn
  const semisync = seen.mysql.facts?.semisync
  if (semisync?.sourceOn !== true || semisync.clients === 0) return false
  return now - seen.peer.receivedAt < timing.heartbeatContact && now - state.heartbeatAt >= timing.heartbeat
}

/**
 * Without a standby the first commit would wait for the whole timeout, so the source side is switched on when one is
 * connected. From then on `availability` leaves degrading to the server's timeout; `consistency` has none: the agent
 * degrades, and only when another voter proves that it is the standby that is gone, not this node.
 */
function wantsSemisyncSource(turn: Turn): boolean {
  const { state, seen } = turn
  if (state.config.policy.semisync === 'none') return false
  const semisync = seen.mysql.facts?.semisync
  const peer = peerHeard(turn)
  if (peer?.mysql?.replicating === true || (semisync?.clients ?? 0) > 0) return true
  if (state.config.policy.semisync === 'availability') return semisync?.sourceEnabled === true
  const standbyGone = peer !== null || leaseBacks(turn, state.durable.primaryTerm)
  return !standbyGone
}
