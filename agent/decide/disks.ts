import { missingFrom } from '../../src/mysql/position.ts'
import { stepDown } from './closing.ts'
import { timing } from './timing.ts'
import type { Turn } from './turn.ts'
import { atOnce } from './urgency.ts'
import { peerHeard } from './vote.ts'

/** Takes note of what the disks do: whether the server's takes more, and whether this agent's state gets saved. */
export function noteDisks(turn: Turn): void {
  const { state, now } = turn
  noteRoom(turn)
  const progress = state.persistedRevision > state.savedRevision
  if (progress || state.persistedRevision >= state.requestedRevision) state.savedAt = now
  state.savedRevision = state.persistedRevision
}

function noteRoom({ state, seen, now }: Turn): void {
  if (seen.diskFull === true) {
    state.diskFullSince ??= now
    state.diskRoomSince = null
  } else if (state.diskFullSince !== null) {
    state.diskRoomSince ??= now
    if (now - state.diskRoomSince >= timing.diskRoom) state.diskFullSince = state.diskRoomSince = null
  } else state.executedWithRoom = seen.mysql.facts?.executed ?? null
}

/** Why this node's disks forbid that it leads; `null` when they do not. */
export function diskTrouble({ state, now }: Pick<Turn, 'state' | 'now'>): string | null {
  if (state.diskFullSince !== null) return 'the data disk is full'
  if (now - state.savedAt >= timing.unsaved) return 'its state cannot be saved'
  return null
}

/**
 * A server whose disk is full answers, while every commit waits for somebody to make room: a standby that can take over leads
 * instead. Without one waiting is all that is left. Says whether it has stepped down.
 */
export function leaveFullDisk(turn: Turn): boolean {
  const { diskFullSince } = turn.state
  const full = diskFullSince !== null && turn.now - diskFullSince >= timing.diskFull
  // Not in a moment of room: it may be there to stay.
  if (!full || turn.seen.diskFull !== true || !standbyCanTakeOver(turn)) return false
  stepDown(turn, 'FENCED', 'the data disk is full', atOnce)
  return true
}

/** Whether the standby leads soon once this node has gone, and has everything that clients were told is safe. */
function standbyCanTakeOver(turn: Turn): boolean {
  const { policy } = turn.state.config
  const { facts } = turn.seen.mysql
  const peer = peerHeard(turn)
  // Under `assisted` nobody leads until a person comes, who may as well make room.
  if (policy.failover === 'assisted' || facts === null) return false
  if (peer?.role !== 'STANDBY' || !peer.eligible || !peer.vipReady) return false
  if (peer.mysql?.replicating !== true) return false
  const lacks = (executed: string | null) =>
    executed === null || missingFrom(facts.style, executed, peer.mysql?.executed ?? '') !== ''
  // Without semi-sync only that tells how far the standby is: what came later may be stuck.
  if (policy.semisync === 'none') return !lacks(turn.state.executedWithRoom)
  if (!facts.semisync.sourceOn || facts.semisync.clients === 0) return false
  // MariaDB and MySQL 5.6 count a commit that is stuck as executed: there the standby would wait for it, for ever.
  return policy.semisync !== 'consistency' || !lacks(facts.executed)
}
