import { missingFrom } from '../../src/mysql/position.ts'
import { stoppedForRoom } from '../../src/mysql/out-of-room.ts'
import type { ReplicaStatus } from '../../src/mysql/replica-status.ts'
import { resumeApplier } from './applier.ts'
import { considerHandover } from './handover.ts'
import { joinPrimary, replicatesFrom } from './joining.ts'
import { pursuePromotion } from './promotion.ts'
import { recloneIfAllowed } from './rebuild.ts'
import type { Divergence, Unsaved } from './state.ts'
import { becomes, explain, remember } from './turn.ts'
import type { Turn } from './turn.ts'
import { mayBeOpen, peerHeard } from './vote.ts'

/** A turn as FENCED: follow the primary if there is one, else be ready to become it. */
export function fenced(turn: Turn): void {
  if (mayBeOpen(turn.state)) return
  const peer = peerHeard(turn)
  if (peer?.role === 'PRIMARY' && turn.state.promotion === null) return joinPrimary(turn, peer)
  resumeApplier(turn)
  pursuePromotion(turn)
}

/**
 * A turn as STANDBY. An applier that stopped on an error stays for people to see, unless it only lacked room; what was stopped
 * is joined again.
 */
export function standby(turn: Turn): void {
  const { state, seen } = turn
  const { facts } = seen.mysql
  const peer = peerHeard(turn)
  resumeApplier(turn)
  // On the way to PRIMARY this node itself has stopped fetching.
  if (
    state.promotion === null &&
    peer?.role === 'PRIMARY' &&
    peer.mysql !== null &&
    facts !== null &&
    facts.sampledAt > state.openTouchedAt
  ) {
    const stopped = facts.replica === null || atRest(facts.replica)
    const connecting = facts.replica?.ioRunning === 'Connecting'
    const other =
      !connecting && !stopped && facts.replica?.sqlErrno === 0 && !replicatesFrom(turn, facts, peer.mysql)
    if (stopped || other) return becomes(turn, 'FENCED', 'replication from the primary has stopped')
  }
  considerHandover(turn)
  pursuePromotion(turn)
}

/** Its applier was stopped, or there is nothing of it left that could be started alone. */
function atRest(replica: ReplicaStatus): boolean {
  return (
    !replica.sqlRunning && (replica.sqlErrno === 0 || (stoppedForRoom(replica) && replica.ioRunning === 'No'))
  )
}

/** A turn as DIVERGED: only a node without the errant transactions, which are saved meanwhile, may come back. */
export function diverged(turn: Turn): void {
  const { state, seen } = turn
  const { facts } = seen.mysql
  const peer = peerHeard(turn)
  const { divergence } = state.durable
  if (peer?.role !== 'PRIMARY' || peer.mysql === null || facts === null || facts.sampledAt <= state.startedAt)
    return
  if (facts.style !== peer.mysql.style) return
  if (missingFrom(facts.style, facts.executed, peer.mysql.executed) !== '') {
    if (divergence === null || divergence.dump === '') return
    if (divergence.unsaved !== undefined) return explain(turn, needsAWord(divergence, divergence.unsaved))
    return recloneIfAllowed(turn, divergence.errant, 'after the errant transactions were saved')
  }
  remember(turn, { divergence: null })
  becomes(turn, 'FENCED', 'the divergence is gone')
}

/** What was lost already is nothing that a policy may give up. */
function needsAWord({ errant }: Divergence, { gtids, why }: Unsaved): string {
  return `the primary lacks ${errant}; ${gtids} could not be saved (${why}): a person decides, by rebuild --discard`
}
