import { covers, missingFrom } from '../../src/mysql/position.ts'
import { surelyErrant } from './joining.ts'
import type { Divergence } from './state.ts'
import { explain, remember, start } from './turn.ts'
import type { Turn } from './turn.ts'
import { peerHeard } from './vote.ts'

/**
 * What was found that the primary lacks stays saved and true, whatever this node is: it is saved when it was found, anew
 * when it has grown, and forgotten when the primary has it.
 */
export function reviewErrant(turn: Turn): void {
  const { state, seen } = turn
  const { role, divergence } = state.durable
  const { facts } = seen.mysql
  if (divergence === null) return
  // A half copy says nothing of what was found before.
  if (role === 'CLONING') return saveBeforeRebuild(turn, divergence)
  // A primary lacks nothing of itself.
  if (role === 'PRIMARY') return remember(turn, { divergence: null })
  if (facts === null) return
  compare(turn, divergence.errant)
  const { divergence: now } = state.durable
  if (now !== null && now.dump === '')
    start(turn, 'dump', { kind: 'dump-errant', errant: now.errant, primaryHad: now.primaryHad })
}

/** What nobody has given up yet no attempt can have thrown away. */
function saveBeforeRebuild(turn: Turn, { errant, primaryHad, dump }: Divergence): void {
  const { state, seen } = turn
  const { facts } = seen.mysql
  if (dump !== '' || facts === null || state.running.database?.work.kind === 'rebuild') return
  const agreed = state.durable.rebuild?.discard ?? ''
  if (agreed !== '' && covers(facts.style, agreed, errant)) return
  start(turn, 'dump', { kind: 'dump-errant', errant, primaryHad })
}

function compare(turn: Turn, known: string): void {
  const { state, seen } = turn
  const { facts } = seen.mysql
  const peer = peerHeard(turn)
  if (peer?.role !== 'PRIMARY' || peer.mysql === null || facts === null) return
  if (facts.sampledAt <= state.startedAt || facts.style !== peer.mysql.style) return
  const errant = missingFrom(facts.style, facts.executed, peer.mysql.executed)
  if (errant === '') return remember(turn, { divergence: null })
  if (covers(facts.style, known, errant)) return
  const grown = surelyErrant(turn, facts, peer.mysql)
  if (grown === null) return
  remember(turn, { divergence: { errant: grown, primaryHad: peer.mysql.executed, dump: '', sha256: '' } })
  explain(turn, `the primary lacks ${grown}`)
}
