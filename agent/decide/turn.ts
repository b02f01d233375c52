import type { Action, Work } from './action.ts'
import { copyOf } from './copy.ts'
import type { Observation } from './observation.ts'
import type { AgentState, DurableState, Lane, Role } from './state.ts'
import { timing } from './timing.ts'
import type { Time } from './timing.ts'

/** One decision in the making: a private copy of the state, what is seen, and the actions so far. */
export interface Turn {
  readonly state: AgentState
  readonly seen: Observation
  readonly time: Time
  readonly now: number
  readonly actions: Action[]
}

export function beginTurn(state: AgentState, seen: Observation, time: Time): Turn {
  return { state: copyOf(state), seen, time, now: time.uptime, actions: [] }
}

/** Changes the durable state; it goes to disk at the end of the turn, unless it can wait a little. */
export function remember(turn: Turn, change: Partial<DurableState>, urgent = true): void {
  Object.assign(turn.state.durable, change)
  turn.state.revision += 1
  if (urgent) turn.state.urgentRevision = turn.state.revision
}

/** Says why the role is what it is; no change of role, so only worth a line when it is a new reason. */
export function explain(turn: Turn, reason: string): void {
  const { durable } = turn.state
  if (durable.reason === reason) return
  remember(turn, { reason }, false)
  logNotice(turn, reason)
}

/** A line of notify.log that is no change of role. */
export function logNotice(turn: Turn, notice: string): void {
  const { role, nodeId, term } = turn.state.durable
  turn.actions.push({
    kind: 'log',
    log: 'notify',
    record: { at: turn.time.wall, uptime: turn.now, node: nodeId, role, term, notice },
  })
}

/** Changes the role and leaves a record of it. */
export function becomes(turn: Turn, role: Role, reason: string): void {
  const { durable } = turn.state
  if (durable.role === role) return
  const transition = { at: turn.time.wall, from: durable.role, to: role, term: durable.term, reason }
  remember(turn, {
    role,
    reason,
    roleSince: turn.time.wall,
    transitions: [...durable.transitions, transition].slice(-10),
  })
  turn.actions.push({
    kind: 'log',
    log: 'notify',
    record: { ...transition, uptime: turn.now, node: durable.nodeId },
  })
}

/** Starts work unless its lane is busy or resting after a failure. Says whether it started. */
export function start(turn: Turn, lane: Lane, work: Work): boolean {
  const { state } = turn
  if (state.running[lane] !== undefined || (state.notBefore[lane] ?? 0) > turn.now) return false
  launch(turn, lane, work)
  return true
}

/** Starts work whatever runs in its lane; what ran there is aborted. Fencing alone may do so. */
export function preempt(turn: Turn, work: Work & { kind: 'fence' }): void {
  launch(turn, 'database', work)
}

/** Clears a lane whose work has ended; the next try after a failure waits a little. */
export function finish(turn: Turn, lane: Lane, ok: boolean): void {
  delete turn.state.running[lane]
  if (ok) delete turn.state.notBefore[lane]
  else turn.state.notBefore[lane] = turn.now + timing.retry
}

function launch(turn: Turn, lane: Lane, work: Work): void {
  const id = turn.state.nextActionId++
  turn.state.running[lane] = { id, work, since: turn.now }
  turn.actions.push({ id, lane, ...work })
}
