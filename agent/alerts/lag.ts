import type { NodeStatus } from '../status.ts'
import { timing } from '../decide/timing.ts'
import type { WatchReport } from './report.ts'

/**
 * How far the replica is behind: what the server says, or what the heartbeat says when that is more. Heartbeats come only
 * so often, and only while the primary is acknowledged, so their age counts when they are due: `acknowledgedSeconds` is
 * how long the standby's side has been on.
 */
export function lagOf(
  { replication }: Pick<NodeStatus, 'replication'>,
  heartbeatSeconds: number | null,
  acknowledgedSeconds: number,
): WatchReport['lag'] {
  if (replication === null) return { seconds: null, heartbeatSeconds: null }
  const period = timing.heartbeat / 1000
  const due = heartbeatSeconds !== null && acknowledgedSeconds > 2 * period
  const late = due ? Math.max(0, heartbeatSeconds - period) : 0
  const { lagSeconds } = replication
  return {
    seconds: lagSeconds === null ? null : Math.max(lagSeconds, Math.round(late * 10) / 10),
    heartbeatSeconds,
  }
}
