import { breakOffSwitchover } from './switchover.ts'
import { mayBeOpen, mayGoOn } from './vote.ts'
import { atLeisure, beforeVotesEnd, sinceVipLost, withoutRole } from './urgency.ts'
import type { Urgency } from './urgency.ts'
import { timing } from './timing.ts'
import { becomes, preempt, start } from './turn.ts'
import type { Turn } from './turn.ts'
import type { Role } from './state.ts'

/** Notes when it is proven that clients cannot write here: read-only was seen, or there is no server to write to. */
export function noteClosed(turn: Turn): void {
  const { state, seen } = turn
  const { probe, facts } = seen.mysql
  if (!state.open || state.durable.role === 'PRIMARY' || state.running.database !== undefined) return
  // A server that is only starting boots read-only, and recovery may take long: it must not be taken for an open one.
  const absent =
    probe?.instance === null || (probe?.listening === false && probe.instance !== facts?.instance)
  const gone = probe !== null && absent && probe.at > state.openTouchedAt
  const readOnly = facts !== null && facts.readOnly && facts.sampledAt > state.openTouchedAt
  if (gone || readOnly) state.open = false
}

/** Gives up leading, or never leads: writes are closed first, then the peer gets the vote (by `open` becoming false). */
export function stepDown(turn: Turn, role: Role, reason: string, urgency: Urgency = atLeisure): void {
  const { state } = turn
  breakOffSwitchover(turn, reason)
  state.promotion = null
  state.handover = null
  state.vipAwaited = false
  state.divergenceCheck = null
  state.joinedAt = null
  state.open = true
  state.openTouchedAt = turn.now
  becomes(turn, role, reason)
  // A person's word gives no time back to a node that has to be closed by then.
  if (fencing(turn) === 'hard' && !urgency.hard) return
  preempt(turn, { kind: 'fence', ...urgency, served: state.servedInstance, reason })
}

/** How writes are being closed at this moment, if they are. */
function fencing({ state }: Turn): 'hard' | 'soft' | null {
  const work = state.running.database?.work
  if (work?.kind !== 'fence') return null
  return work.hard ? 'hard' : 'soft'
}

/** Nothing closes writes now, or what does may take longer than this. */
function closesLater({ state, now }: Turn, { withinMilliseconds }: Urgency): boolean {
  const { work, since } = state.running.database ?? {}
  if (work?.kind !== 'fence' || !work.hard) return true
  return (since ?? now) + work.withinMilliseconds > now + withinMilliseconds
}

/** Since when a node that gave up its role, and may still be writable, is seen without the VIP. */
function noteVipLost({ state, seen, now }: Turn): void {
  if (!mayBeOpen(state) || seen.vip !== false) state.vipLostAt = null
  else state.vipLostAt ??= now
}

/**
 * Keeps a node that does not lead closed: a server that is writable, or whose semi-sync source side is on, is fenced
 * again. Whoever lost both other voters meanwhile, or the VIP, may not wait for slow statements any more.
 */
export function keepClosed(turn: Turn): void {
  const { state, seen } = turn
  const { facts } = seen.mysql
  noteVipLost(turn)
  // Just started, with no look at mysqld yet: the end of the former agent has fenced it.
  if (state.health.status === 'unknown') return
  // It answers, and what it is will be known in a moment.
  if (state.health.status === 'healthy' && facts === null && turn.now - state.startedAt < timing.settle)
    return
  const reason = state.durable.reason
  const fence = (urgency: Urgency) =>
    ({ kind: 'fence', ...urgency, served: state.servedInstance, reason }) as const
  const hurry = mayBeOpen(state) && !mayGoOn(turn)
  const bare = state.vipLostAt !== null && facts?.readOnly !== true
  if (hurry && closesLater(turn, beforeVotesEnd(turn))) preempt(turn, fence(beforeVotesEnd(turn)))
  else if (bare && fencing(turn) !== null && closesLater(turn, sinceVipLost(turn)))
    preempt(turn, fence(sinceVipLost(turn)))
  else if (mayBeOpen(state) || facts?.readOnly === false) start(turn, 'database', fence(withoutRole))
  else if (facts?.semisync.sourceEnabled === true) start(turn, 'database', fence(atLeisure))
}
