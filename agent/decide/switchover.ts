import { switchoverObstacle } from './switchover-checks.ts'
import type { Switchover } from './state.ts'
import { timing } from './timing.ts'
import { becomes, logNotice, start } from './turn.ts'
import type { Turn } from './turn.ts'
import { atLeisure } from './urgency.ts'
import { bindVote, peerHeard } from './vote.ts'

/**
 * The primary's side of a planned switchover: look at both nodes, close writes, offer the role to the standby at the
 * position reached, and when it has everything give up role, vote and VIP in one turn. Up to that turn this node is the
 * primary of its term and opens again at once when anything goes wrong; from then on the standby's term counts.
 */

/** Begins a switchover that a person asked for; `null` when it has begun, else why not. */
export function beginSwitchover(turn: Turn, replyTo: number): string | null {
  const { state, seen, now } = turn
  if (state.durable.role !== 'PRIMARY') return 'this node is not primary: ask the other one'
  if (state.switchover !== null) return 'a switchover is under way'
  const before = { mine: seen.mysql.facts?.executed ?? '', theirs: peerHeard(turn)?.mysql?.executed ?? '' }
  const stage = 'checks'
  state.switchover = {
    replyTo,
    stage,
    since: now,
    stageSince: now,
    course: [],
    before,
    closedFrom: null,
    position: '',
    reason: '',
  }
  logNotice(turn, 'a planned switchover was asked for')
  return null
}

/** A step of it while this node is primary. Says whether there is one under way, so that nothing else opens writes. */
export function pursueSwitchover(turn: Turn): boolean {
  const { switchover } = turn.state
  if (switchover === null) return false
  switch (switchover.stage) {
    case 'checks':
      check(turn)
      break
    case 'closing':
      if (switchover.closedFrom === null && start(turn, 'database', { kind: 'close' }))
        switchover.closedFrom = turn.now
      break
    case 'offered':
      offer(turn)
      break
    case 'undoing':
      reopen(turn)
      break
    case 'survey':
    case 'yielded':
      break
  }
  return true
}

/** The survey of transactions or the closing of writes ended; a failure takes everything back. */
export function noteSwitchoverStep(turn: Turn, ok: boolean, detail: string): void {
  const { switchover } = turn.state
  if (switchover === null) return
  if (!ok) return undoSwitchover(turn, detail)
  if (switchover.stage === 'survey') reach(turn, 'closing')
  else if (switchover.stage === 'closing') {
    switchover.position = detail
    reach(turn, 'offered')
  }
}

/** Writes are open again after an undo. */
export function noteReopened(turn: Turn): void {
  const { switchover } = turn.state
  if (switchover?.stage !== 'undoing') return
  endSwitchover(turn, false, `undone: ${switchover.reason}; ${outage(turn)}, this node is primary as before`)
}

/** After this node gave up its role: until the other takes writes, or has had long enough. */
export function followSwitchover(turn: Turn): void {
  const { state, now } = turn
  const { switchover } = state
  if (switchover?.stage !== 'yielded') return
  const peer = peerHeard(turn)
  const { peerId } = state.config
  if (state.durable.role === 'PRIMARY')
    return endSwitchover(turn, false, `${peerId} did not take over; this node leads again; ${outage(turn)}`)
  if (peer?.role === 'PRIMARY' && peer.vip && peer.opened === peer.primaryTerm)
    return endSwitchover(turn, true, `${peerId} is primary in term ${peer.primaryTerm}; ${outage(turn)}`)
  if (now - switchover.stageSince > timing.handoverEnd)
    endSwitchover(turn, false, `handed over, but ${peerId} takes no writes yet: see its status`)
}

/** Ends a switchover before its time, because this node stops leading for another reason. */
export function breakOffSwitchover(turn: Turn, reason: string): void {
  if (turn.state.switchover !== null) endSwitchover(turn, false, `broken off: ${reason}`)
}

function check(turn: Turn): void {
  const { state, now } = turn
  const obstacle = switchoverObstacle(turn)
  if (obstacle === null) {
    if (start(turn, 'database', { kind: 'survey' })) reach(turn, 'survey')
  } else if (now - (state.switchover?.since ?? now) > timing.switchoverChecks) {
    endSwitchover(turn, false, `nothing was touched: ${obstacle}`)
  }
}

function offer(turn: Turn): void {
  const { state, now } = turn
  const peer = peerHeard(turn)
  const { peerId } = state.config
  if (peer === null) return undoSwitchover(turn, `${peerId} does not answer any more`)
  if (peer.role !== 'STANDBY') return undoSwitchover(turn, `${peerId} is ${peer.role} now`)
  if (peer.ready === state.durable.primaryTerm) return yieldRole(turn)
  if (now - (state.switchover?.stageSince ?? now) > timing.handoverOffer)
    undoSwitchover(turn, `${peerId} did not apply everything within ${timing.handoverOffer / 1000} s`)
}

/** Writes are closed, which is proven; so the vote goes to the other side in the same turn. */
function yieldRole(turn: Turn): void {
  const { state, seen, now } = turn
  const { peerId } = state.config
  reach(turn, 'yielded')
  state.open = false
  state.vipLostAt = null
  bindVote(turn, Math.max(state.durable.term, seen.lease.highestTerm) + 1, now + timing.vote)
  becomes(turn, 'FENCED', `handed over to ${peerId}`)
  start(turn, 'database', {
    kind: 'fence',
    ...atLeisure,
    served: state.servedInstance,
    reason: 'handed over',
  })
}

function undoSwitchover(turn: Turn, reason: string): void {
  const { state } = turn
  const { switchover } = state
  if (switchover === null) return
  if (switchover.closedFrom === null) return endSwitchover(turn, false, `nothing was touched: ${reason}`)
  switchover.reason = reason
  reach(turn, 'undoing')
  // Whatever failed, opening again waits for nothing.
  delete state.notBefore.database
  reopen(turn)
}

function reopen(turn: Turn): void {
  const semisyncSource = turn.seen.mysql.facts?.semisync.sourceEnabled === true
  start(turn, 'database', { kind: 'open', semisyncSource })
}

/** A step with its time since the switchover was asked for. */
function stepLine({ state, now }: Turn, what: string): string {
  return `${String(now - (state.switchover?.since ?? now)).padStart(6)} ms  ${what}`
}

const stageWords: Record<Switchover['stage'], string> = {
  checks: 'looking at both nodes',
  survey: 'both nodes are fit for it; looking for long transactions',
  closing: 'there are none; closing writes',
  offered: 'writes are closed; the other node applies the rest',
  yielded: 'it has everything; role, vote and VIP are handed over',
  undoing: 'that did not work; opening writes again',
}

function outage({ state, now }: Turn): string {
  return `writes were closed for ${now - (state.switchover?.closedFrom ?? now)} ms`
}

function endSwitchover(turn: Turn, ok: boolean, message: string): void {
  const { state } = turn
  if (state.switchover === null) return
  const lines = [
    ...state.switchover.course,
    stepLine(turn, ok ? 'it takes writes and has the VIP' : 'ended'),
    message,
  ]
  turn.actions.push({ kind: 'reply', id: state.switchover.replyTo, ok, message: lines.join('\n') })
  state.switchover = null
  logNotice(turn, `switchover ${ok ? 'done' : 'not done'}: ${message}`)
}

function reach(turn: Turn, stage: Switchover['stage']): void {
  const { switchover } = turn.state
  if (switchover === null) return
  const course = [...switchover.course, stepLine(turn, stageWords[stage])]
  Object.assign(switchover, { stage, stageSince: turn.now, course })
  logNotice(turn, `switchover: ${stageWords[stage]}`)
}
