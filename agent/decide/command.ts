import { stepDown } from './closing.ts'
import type { Command, CommandEvent } from './event.ts'
import { askForRebuild } from './rebuild.ts'
import { beginSwitchover } from './switchover.ts'
import { becomes, logNotice, remember } from './turn.ts'
import type { Turn } from './turn.ts'
import { leads, peerHeard } from './vote.ts'

/** Obeys an operator, or says why not. */
export function obey(turn: Turn, { id, command }: CommandEvent): void {
  const refused = carryOut(turn, id, command)
  // A switchover that has begun answers when it ends.
  if (refused === null && command.name === 'switchover') return
  turn.actions.push({ kind: 'reply', id, ok: refused === null, message: refused ?? 'done' })
}

function carryOut(turn: Turn, id: number, command: Command): string | null {
  if (turn.state.durable.role === 'CLONING' && !['rebuild', 'clear-flap'].includes(command.name))
    return 'the data of this node is being copied from its peer: nothing else is possible before that has ended well'
  switch (command.name) {
    case 'adopt':
      return command.primary === 'SELF' ? adoptSelf(turn) : adoptPeer(turn)
    case 'fence':
      return fence(turn)
    case 'maint':
      return command.on ? enterMaint(turn) : leaveMaint(turn)
    case 'switchover':
      return beginSwitchover(turn, id)
    case 'clear-flap':
      remember(turn, { promotions: [] })
      logNotice(turn, 'flap guard cleared by an operator')
      return null
    case 'rebuild':
      return askForRebuild(turn, command.method, command.discard)
  }
}

/** This node shall lead: at formation, or as the operator's approval of a fail-over. */
function adoptSelf(turn: Turn): string | null {
  const { state } = turn
  const { role, term } = state.durable
  if (role === 'PRIMARY') return null
  if (role === 'DIVERGED' || role === 'MAINT') return `this node is ${role}`
  const peer = peerHeard(turn)
  if (peer !== null && leads(peer) && peer.role === 'PRIMARY') return 'the peer is primary'
  remember(turn, { approved: true })
  state.holdUntil = 0
  if (role !== 'FORMING') return null
  remember(turn, { term: Math.max(term, 1), primaryTerm: Math.max(term, 1) })
  becomes(turn, 'FENCED', 'adopted as primary: waiting for the VIP')
  return null
}

function adoptPeer(turn: Turn): string | null {
  const { role } = turn.state.durable
  if (role === 'PRIMARY') return 'this node is primary: use maint on'
  remember(turn, { approved: false })
  if (role === 'FORMING') becomes(turn, 'FENCED', 'adopted as standby: waiting for the primary')
  return null
}

function fence(turn: Turn): string | null {
  const { role } = turn.state.durable
  if (role === 'FORMING') return 'this node is not adopted yet'
  stepDown(turn, role === 'PRIMARY' || role === 'STANDBY' ? 'FENCED' : role, 'fenced by an operator')
  return null
}

function enterMaint(turn: Turn): string | null {
  const { role } = turn.state.durable
  if (role === 'FORMING') return 'this node is not adopted yet'
  if (role !== 'MAINT') stepDown(turn, 'MAINT', 'maintenance asked for by an operator')
  return null
}

function leaveMaint(turn: Turn): string | null {
  if (turn.state.durable.role !== 'MAINT') return 'this node is not in maintenance'
  becomes(turn, 'FENCED', 'maintenance ended')
  return null
}
