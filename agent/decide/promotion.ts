import { applierError } from './applier.ts'
import { diskTrouble } from './disks.ts'
import { catchingUp } from './catching-up.ts'
import { stepDown } from './closing.ts'
import { contested, probeVip } from './contest.ts'
import { countPromotion } from './flap.ts'
import { refusal } from './gate.ts'
import type { Promotion } from './state.ts'
import { termFrom } from './term.ts'
import { timing } from './timing.ts'
import { becomes, logNotice, remember, start } from './turn.ts'
import type { Turn } from './turn.ts'
import { leads, mayBegin, peerHeard, peerPresent } from './vote.ts'

/** Goes towards PRIMARY while the VIP is here: votes, drain, detach, then the role. Every turn takes it a step further. */
export function pursuePromotion(turn: Turn): void {
  const { state, seen } = turn
  if (seen.vip !== true && !takingOver(turn)) return abandon(turn, 'the VIP went away')
  if (state.promotion === null) begin(turn)
  probeVip(turn)
  if (state.promotion?.stage === 'votes') gatherVotes(turn, state.promotion)
  if (state.promotion === null || state.promotion.stage === 'votes') return
  if (!mayBegin(turn, state.promotion.term)) return abandon(turn, 'the votes were lost')
  if (restarted(turn, state.promotion)) return abandon(turn, restartedReason)
  const trouble = diskTrouble(turn) ?? applierError(turn)
  if (trouble !== null) return abandon(turn, trouble)
  if (state.promotion.stage === 'detach') {
    const contest = contested(turn)
    if (contest === 'give way') return abandon(turn, 'another host answers for the VIP')
    if (contest === 'wait') return
  }
  if (start(turn, 'database', stepOf(state.promotion))) return
  if (overdue(turn)) abandon(turn, 'not everything that was received could be applied in time')
}

/** Takes the promotion on after its drain or detach ended well. */
export function advance(turn: Turn): void {
  const { promotion } = turn.state
  if (promotion?.stage === 'votes') promotion.drained = true
  else if (promotion?.stage === 'drain') {
    if (restarted(turn, promotion)) abandon(turn, restartedReason)
    else promotion.stage = 'detach'
  } else if (promotion?.stage === 'detach') {
    // Two that ask for one term at a time may both be asked back by their voters: it belongs to the first to lead in it.
    const used = (turn.seen.peer.state?.primaryTerm ?? 0) >= promotion.term
    if (used) abandon(turn, 'the peer has led in that term meanwhile', false)
    else takeRole(turn, promotion.term)
  }
}

function begin(turn: Turn): void {
  const { state, seen, now } = turn
  const peer = peerHeard(turn)
  if (now < state.holdUntil || refusal(turn) !== null) return
  // A peer that leads and has the VIP too: this side of VRRP is wrong, not the data. `judgeVerdict` lets the VIP go.
  if (leadsStill(turn)) return
  const seenHighest = Math.max(state.durable.term, peer?.term ?? 0, seen.lease.highestTerm)
  const term = termFrom(state.config, seenHighest + 1)
  const instance = seen.mysql.facts?.instance ?? null
  state.promotion = {
    term,
    since: now,
    stage: 'votes',
    handedOver: false,
    drained: false,
    instance,
    rival: null,
  }
  logNotice(turn, `the VIP came: asking for votes for term ${term}`)
}

function gatherVotes(turn: Turn, promotion: Promotion): void {
  const { seen } = turn
  const { config } = turn.state
  if (leadsStill(turn)) return abandon(turn, 'the peer leads', false)
  const refused = refusal(turn)
  if (refused !== null) return abandon(turn, refused)
  promotion.instance = seen.mysql.facts?.instance ?? null
  // Draining ends with fetching stopped.
  if (catchingUp(turn)) return
  // Applying goes on beside the votes, which have to run out when their holder is dead.
  if (!promotion.drained) start(turn, 'database', { kind: 'drain' })
  if (seen.lease.highestTerm >= promotion.term && seen.lease.term !== promotion.term) {
    promotion.term = termFrom(config, seen.lease.highestTerm + 1)
  }
  // Meanwhile the peer may have led under the very term that was asked for.
  const { state } = turn.seen.peer
  if (state !== null && state.primaryTerm >= promotion.term)
    promotion.term = termFrom(config, state.primaryTerm + 1)
  if (mayBegin(turn, promotion.term)) {
    promotion.stage = promotion.drained ? 'detach' : 'drain'
    logNotice(turn, 'the votes are here: applying what was received')
  } else if (turn.now - promotion.since > timing.votesBudget) abandon(turn, 'no second vote')
}

const restartedReason = 'mysqld was restarted before all that was received was applied'

/** Applied transactions outlive a restart, and of a planned switchover all are. */
function restarted({ seen }: Turn, { stage, handedOver, instance }: Promotion): boolean {
  const { facts, probe } = seen.mysql
  return stage === 'drain' && !handedOver && (facts?.instance !== instance || probe?.instance !== instance)
}

/** The peer leads, as far as its newest message says and that is young. */
function leadsStill(turn: Turn): boolean {
  const peer = peerPresent(turn)
  return peer !== null && leads(peer)
}

function stepOf(promotion: Promotion) {
  return promotion.stage === 'drain'
    ? ({ kind: 'drain' } as const)
    : ({ kind: 'detach', term: promotion.term } as const)
}

/** Under `consistency` a standby that cannot apply what it received gives up; otherwise it keeps applying. */
function overdue(turn: Turn): boolean {
  const { promotion, config } = turn.state
  return (
    config.policy.semisync === 'consistency' && turn.now - (promotion?.since ?? turn.now) > timing.drainBudget
  )
}

function takeRole(turn: Turn, term: number): void {
  const { state } = turn
  const planned = takingOver(turn)
  if (!state.durable.approved && !planned) countPromotion(turn)
  state.promotion = null
  // The VIP of a planned switchover is on its way; it has as long as one that was lost.
  state.vipLostAt = planned ? turn.now : null
  state.vipAwaited = planned
  state.open = true
  state.openTouchedAt = turn.now
  remember(turn, { term, primaryTerm: term, divergence: null, approved: false })
  becomes(turn, 'PRIMARY', 'promoted')
  state.promotedRevision = state.revision
}

/** The old primary gave its role to this node: VRRP, flap guard and completeness have no say. */
function takingOver(turn: Turn): boolean {
  return turn.state.promotion?.handedOver === true
}

/** Before the drain nothing was touched; after it replication is stopped, so the node is no standby any more. */
function abandon(turn: Turn, reason: string, hold = true): void {
  const { state, now } = turn
  if (state.promotion === null) return
  state.holdUntil = hold && turn.seen.vip === true ? now + timing.verdictHold : state.holdUntil
  logNotice(turn, `not promoted: ${reason}`)
  if (state.promotion.stage === 'votes') state.promotion = null
  else stepDown(turn, 'FENCED', reason)
}
