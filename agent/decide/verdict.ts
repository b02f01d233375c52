import { refusal } from './gate.ts'
import { isHealthy } from './health.ts'
import { timing } from './timing.ts'
import { start } from './turn.ts'
import type { Turn } from './turn.ts'
import { leads, mayBeOpen, peerHeard } from './vote.ts'

/** Decides what keepalived is told: 0, this node may have the VIP; 1, it must not. */
export function judgeVerdict(turn: Turn): void {
  const { state } = turn
  const objection = objectionToVip(turn)
  const verdict = objection === null ? 0 : 1
  if (verdict !== state.verdict) state.verdictSince = turn.now
  state.verdict = verdict
  state.verdictReason = objection ?? 'ready'
  dropUnwantedVip(turn)
}

function objectionToVip(turn: Turn): string | null {
  const { state, now } = turn
  if (!state.settled) return 'starting'
  if (!isHealthy(state.health)) return `mysqld: ${state.health.reason}`
  if (state.durable.role === 'PRIMARY') return null
  // Whoever closes at leisure keeps the VIP meanwhile: a writable server without it is what must not last.
  if (mayBeOpen(state)) return closingAtLeisure(turn) ? null : 'closing writes'
  if (state.promotion !== null && state.promotion.stage !== 'votes') return null
  const refused = refusal(turn)
  if (refused !== null) return refused
  if (rivalVip(turn)) state.holdUntil = now + timing.verdictHold
  return now < state.holdUntil ? 'refused a moment ago' : null
}

function closingAtLeisure({ state, seen }: Turn): boolean {
  const work = state.running.database?.work
  return seen.vip === true && work?.kind === 'fence' && !work.hard
}

/** The VIP is here and, for longer than messages take, also at a leading peer: VRRP is split while the peers still talk. */
function rivalVip(turn: Turn): boolean {
  const { state, seen, now } = turn
  const peer = peerHeard(turn)
  const rival = seen.vip === true && peer !== null && leads(peer) && peer.vip
  if (!rival) state.rivalVipSince = null
  else state.rivalVipSince ??= now
  return state.rivalVipSince !== null && now - state.rivalVipSince > timing.rivalVip
}

/** keepalived lets go within a moment of the verdict; a VIP that stays is taken off by hand. */
function dropUnwantedVip(turn: Turn): void {
  const { state, seen, now } = turn
  const unwanted = state.verdict === 1 && seen.vip === true && state.durable.role !== 'FORMING'
  if (!unwanted) state.vipUnwantedSince = null
  else state.vipUnwantedSince ??= now
  // Without keepalived nobody else takes it off, and the other node's has taken it up already.
  const orphaned = seen.vip === true && seen.keepalived === false && state.durable.role !== 'FORMING'
  const overdue = state.vipUnwantedSince !== null && now - state.vipUnwantedSince > timing.vipDrop
  if (orphaned || overdue) {
    start(turn, 'vip', { kind: 'drop-vip' })
  }
}
