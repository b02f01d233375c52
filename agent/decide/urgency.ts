import type { AgentState } from './state.ts'
import { timing } from './timing.ts'
import type { Turn } from './turn.ts'
import { mayBeOpen } from './vote.ts'

/** How long closing writes may take, and whether a server that does not close by then is killed on the spot. */
export interface Urgency {
  hard: boolean
  withinMilliseconds: number
}

/** A person asked for it, and the VIP stays until writes are closed: statements and the server may end in their own time. */
export const atLeisure: Urgency = { hard: false, withinMilliseconds: timing.softFence }

/** Another node leads, or this server does not answer: every moment counts. */
export const atOnce: Urgency = { hard: true, withinMilliseconds: timing.hardFence }

/** Writable although this node does not lead, so without the VIP by right. */
export const withoutRole: Urgency = { hard: true, withinMilliseconds: timing.writableWithoutVip }

/**
 * Nobody else can lead before the last vote for this node has run out at its voter: all of that time is there for closing,
 * counted from when the vote was last confirmed and not from when its loss was noticed.
 */
export function beforeVotesEnd({ state, now }: Turn): Urgency {
  const gone = votesGone(state)
  if (now > gone) return { hard: true, withinMilliseconds: timing.overdueFence }
  const end = gone - timing.fenceMargin
  return { hard: true, withinMilliseconds: Math.max(timing.leastFence, end - now) }
}

/** What is left of the time that a node may be writable without the VIP. */
export function sinceVipLost({ state, now }: Turn): Urgency {
  const end = (state.vipLostAt ?? now) + timing.writableWithoutVip
  return { hard: true, withinMilliseconds: Math.max(timing.leastFence, end - now) }
}

/** Until when nobody else can lead, for whoever closes writes when this agent has ended; `null`: no vote matters here. */
export function votesNeededUntil(state: AgentState): number | null {
  return state.config.policy.failover === 'automatic' && mayBeOpen(state) ? votesGone(state) : null
}

function votesGone({ backedUntil }: AgentState): number {
  return backedUntil + timing.vote - timing.backing
}
