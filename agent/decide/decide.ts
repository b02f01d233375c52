import type { Decision } from './action.ts'
import { noteBehind } from './catching-up.ts'
import { keepClosed, noteClosed } from './closing.ts'
import { obey } from './command.ts'
import { noteDisks } from './disks.ts'
import { reviewErrant } from './errant.ts'
import type { CommandEvent } from './event.ts'
import { isHealthy, judgeHealth } from './health.ts'
import type { Observation } from './observation.ts'
import { conclude } from './outcome.ts'
import { nextTurn } from './pace.ts'
import { publicationOf } from './publish.ts'
import { lead } from './primary.ts'
import { cloning, noteProgress } from './rebuild.ts'
import { diverged, fenced, standby } from './resting.ts'
import { followSwitchover } from './switchover.ts'
import type { AgentState } from './state.ts'
import { timing } from './timing.ts'
import type { Time } from './timing.ts'
import { beginTurn } from './turn.ts'
import type { Turn } from './turn.ts'
import { judgeVerdict } from './verdict.ts'
import { castVote, mayBeOpen, noteBacking, noteRelease, peerHeard } from './vote.ts'
import { noteWatermark } from './watermark.ts'

/**
 * The agent's whole judgement: what is known, what is seen, what time it is in; what is known next and what to do out.
 * Pure: no clock, no input or output, no randomness, and the arguments are left as they were. Called every 250 ms and
 * whenever something happened; calling it more often changes nothing.
 */
export function decide(state: AgentState, seen: Observation, time: Time): Decision & { state: AgentState } {
  const turn = beginTurn(state, seen, time)
  takeNote(turn)
  for (const event of seen.events) if (event.kind === 'command') obey(turn, event satisfies CommandEvent)
  if (turn.state.settled) playRole(turn)
  if (!['FORMING', 'PRIMARY'].includes(turn.state.durable.role)) keepClosed(turn)
  judgeVerdict(turn)
  noteRelease(turn)
  persist(turn)
  return {
    state: turn.state,
    actions: turn.actions,
    tell: publicationOf(turn),
    lease: leaseWanted(turn),
    nextTurnMilliseconds: nextTurn(turn),
  }
}

/** Everything that is learnt, before anything is decided. */
function takeNote(turn: Turn): void {
  const { state, seen } = turn
  for (const event of seen.events) {
    if (event.kind === 'outcome') conclude(turn, event)
    if (event.kind === 'progress') noteProgress(turn, event)
    if (event.kind === 'persisted')
      state.persistedRevision = Math.max(state.persistedRevision, event.revision)
  }
  const before = state.health
  state.health = judgeHealth(before, seen.mysql.probe)
  if (state.health.status !== before.status) logHealth(turn, before.status)
  if (seen.mysql.facts !== null) state.servedInstance = seen.mysql.facts.instance
  noteClosed(turn)
  castVote(turn)
  noteBacking(turn)
  noteWatermark(turn)
  noteBehind(turn)
  noteDisks(turn)
  const looked = seen.vip !== null && seen.mysql.probe !== null
  const facts = !isHealthy(state.health) || seen.mysql.facts !== null
  const waited = turn.now - state.startedAt >= timing.settle
  if (looked && facts && (peerHeard(turn) !== null || waited)) state.settled = true
}

function playRole(turn: Turn): void {
  followSwitchover(turn)
  reviewErrant(turn)
  switch (turn.state.durable.role) {
    case 'PRIMARY':
      return lead(turn)
    case 'STANDBY':
      return standby(turn)
    case 'FENCED':
      return fenced(turn)
    case 'DIVERGED':
      return diverged(turn)
    case 'CLONING':
      return cloning(turn)
    case 'FORMING':
    case 'MAINT':
      return
  }
}

function logHealth(turn: Turn, from: string): void {
  const { status: to, reason } = turn.state.health
  turn.actions.push({ kind: 'log', log: 'check_mysql', record: { at: turn.time.wall, from, to, reason } })
}

/** Writes what changed; what failed to be written is tried again, and nothing that needs it happens meanwhile. */
function persist(turn: Turn): void {
  const { state, now } = turn
  const due = now - state.requestedAt >= timing.watermark
  const urgent = state.urgentRevision > state.requestedRevision
  const unwritten =
    state.revision > state.requestedRevision || state.requestedRevision > state.persistedRevision
  if (!urgent && !(unwritten && due)) return
  state.requestedRevision = state.revision
  state.requestedAt = now
  turn.actions.push({ kind: 'persist', revision: state.revision, durable: state.durable })
}

/** The lease is asked for by whoever leads or is on the way, and kept until writes are closed. */
function leaseWanted(turn: Turn): { term: number } | null {
  const { durable, promotion } = turn.state
  if (promotion !== null) return { term: promotion.term }
  const mine = durable.role === 'PRIMARY' || (mayBeOpen(turn.state) && durable.primaryTerm > 0)
  return mine ? { term: durable.primaryTerm } : null
}
