import { stoppedForRoom } from '../../src/mysql/out-of-room.ts'
import type { MysqlFacts } from './observation.ts'
import { timing } from './timing.ts'
import { logNotice, start } from './turn.ts'
import type { Turn } from './turn.ts'

/** Why what was received cannot all be applied; `null` when nothing speaks against it. */
export function applierError({ seen }: Turn): string | null {
  const errno = seen.mysql.facts?.replica?.sqlErrno ?? 0
  return errno === 0 ? null : `applier stopped: error ${errno}`
}

/**
 * An applier that stopped because the disk was full is started again once there is room, whether the primary lives or not: what
 * was received is to be applied in any case. Where the reason lasts the pauses grow.
 */
export function resumeApplier(turn: Turn): void {
  const { state, seen, now } = turn
  const { facts } = seen.mysql
  const replica = facts?.replica ?? null
  if (facts === null || replica === null || !stoppedForRoom(replica) || !mayStartAlone(facts)) return
  if (state.diskFullSince !== null || state.promotion !== null) return
  const before = state.resumed
  if (before !== null && now - before.at < before.pause) return
  if (!start(turn, 'database', { kind: 'resume' })) return
  const { shortest, longest } = timing.applierRetry
  const again = before !== null && now - before.at < 2 * longest
  state.resumed = { at: now, pause: again ? Math.min(2 * before.pause, longest) : shortest }
  logNotice(turn, `the applier stopped for want of room (error ${replica.sqlErrno}): it is started again`)
}

/** MariaDB throws relay logs away when the applier is started while nothing fetches either. */
function mayStartAlone({ style, replica }: MysqlFacts): boolean {
  return style === 'uuid' || replica?.ioRunning !== 'No'
}
