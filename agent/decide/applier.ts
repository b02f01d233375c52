import { stoppedForRoom } from '../../src/mysql/out-of-room.ts'
import { timing } from './timing.ts'
import { logNotice, start } from './turn.ts'
import type { Turn } from './turn.ts'

/**
 * An applier that stopped because the disk was full is started again once there is room, whether the primary lives or not: what
 * was received is to be applied in any case. Fetching is left alone: MariaDB throws relay logs away when both threads rest.
 */
export function resumeApplier(turn: Turn): void {
  const { state, seen, now } = turn
  const replica = seen.mysql.facts?.replica ?? null
  if (replica === null || replica.ioRunning === 'No' || !stoppedForRoom(replica)) return
  if (state.diskFullSince !== null || state.promotion !== null) return
  if (state.resumedAt !== null && now - state.resumedAt < timing.applierRetry) return
  if (!start(turn, 'database', { kind: 'resume' })) return
  state.resumedAt = now
  logNotice(turn, `the applier stopped for want of room (error ${replica.sqlErrno}): it is started again`)
}
