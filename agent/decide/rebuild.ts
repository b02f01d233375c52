import { objectionToDiscard } from './divergence.ts'
import type { ProgressEvent } from './event.ts'
import { mostRebuildFailures, untold, type RebuildMethod } from '../../src/mysql/rebuild-method.ts'
import type { Rebuild } from './rebuild-state.ts'
import { timing } from './timing.ts'
import { becomes, explain, logNotice, remember, start } from './turn.ts'
import type { Turn } from './turn.ts'
import { mayBeOpen, peerHeard } from './vote.ts'

/** Why a rebuild that an operator asks for cannot begin; `null` when it has. */
export function askForRebuild(turn: Turn, method: RebuildMethod, discard: string): string | null {
  const { state, seen } = turn
  const { role, divergence, rebuild } = state.durable
  if (role === 'PRIMARY' || state.promotion !== null) return 'this node is primary, or about to be'
  if (mayBeOpen(state)) return 'writes are not closed here yet: try again in a moment'
  if (role === 'CLONING' && state.running.database?.work.kind === 'rebuild') return 'a rebuild is running'
  const from = rebuild?.from ?? role
  const donor = lacksDonor(turn, from)
  if (donor !== null) return donor
  // What was agreed when it began still holds: the data of that time may be gone. A server that answers can be asked, though,
  // and whoever names a set is heard in any case.
  const names = discard !== '' && discard !== untold
  const unasked = rebuild !== null && divergence === null && seen.mysql.facts === null && !names
  const objection = unasked ? null : objectionToDiscard(turn, discard)
  if (objection !== null) return objection
  // Nothing is given up but what was found and shown just now; where nothing was found, what was agreed before stays.
  const agreed = state.durable.divergence === null ? (rebuild?.discard ?? '') : discard
  beginRebuild(turn, method, agreed, 'asked for by an operator')
  return null
}

/** The role first, and on disk: a node that dies half-way knows afterwards that its data is not to be trusted. */
export function beginRebuild(turn: Turn, method: RebuildMethod, discard: string, why: string): void {
  const { state, time } = turn
  const { role, rebuild } = state.durable
  const from = rebuild?.from ?? role
  remember(turn, {
    approved: false,
    rebuild: { method, discard, from, startedAt: time.wall, failures: 0, error: '' },
  })
  becomes(turn, 'CLONING', `rebuild ${why}`)
  const progress = role === 'CLONING' ? state.rebuilding.progress : untouched(method)
  state.rebuilding = { revision: state.revision, progress, notBefore: 0 }
  state.divergenceCheck = null
  state.joinedAt = null
}

/** A turn as CLONING: the copy is made, and made again when it failed, as long as there is a peer to copy from. */
export function cloning(turn: Turn): void {
  const { state, now } = turn
  const { rebuild } = state.durable
  if (rebuild === null || state.persistedRevision < state.rebuilding.revision) return
  if (state.running.database !== undefined || now < state.rebuilding.notBefore || mayBeOpen(state)) return
  if (rebuild.failures >= mostRebuildFailures)
    return explain(turn, `the rebuild failed ${rebuild.failures} times: ${rebuild.error}`)
  const donor = lacksDonor(turn, rebuild.from)
  const untouchedYet = state.rebuilding.progress?.stage === 'checking'
  if (donor !== null && untouchedYet) return rebuildFailed(turn, donor)
  if (donor !== null) return explain(turn, `waiting to be rebuilt: ${donor}`)
  const { method, discard, from } = rebuild
  const known = state.durable.watermark
  const virgin = from === 'FORMING'
  start(turn, 'database', { kind: 'rebuild', method, discard, known, virgin, untouched: untouchedYet })
}

/** The copy is whole: what was known of the old data is forgotten, and the node joins like any other. */
export function rebuilt(turn: Turn, detail: string): void {
  const { state } = turn
  const from = state.durable.rebuild?.from
  remember(turn, { rebuild: null, divergence: null, watermark: '' })
  state.rebuilding = { ...state.rebuilding, progress: null }
  becomes(turn, from === 'FORMING' ? 'FORMING' : 'FENCED', `rebuilt: ${detail}`)
}

/** Nothing was touched: the node is what it was. Something was: it stays CLONING, and tries again. */
export function rebuildFailed(turn: Turn, error: string): void {
  const { state, now } = turn
  const { rebuild } = state.durable
  if (rebuild === null) return
  if (state.rebuilding.progress?.stage === 'checking') {
    remember(turn, { rebuild: null })
    state.rebuilding = { ...state.rebuilding, notBefore: now + timing.rebuildRetry }
    return becomes(turn, rebuild.from === 'STANDBY' ? 'FENCED' : rebuild.from, `not rebuilt: ${error}`)
  }
  const next: Rebuild = { ...rebuild, failures: rebuild.failures + 1, error }
  remember(turn, { rebuild: next })
  state.rebuilding = { ...state.rebuilding, notBefore: now + timing.rebuildRetry }
}

export function noteProgress(turn: Turn, { id, stage, method, bytes, totalBytes }: ProgressEvent): void {
  const { rebuilding, running } = turn.state
  if (running.database?.id !== id) return
  if (rebuilding.progress?.stage !== stage) logNotice(turn, `rebuild by ${method}: ${stage}`)
  // What an earlier attempt has touched stays touched.
  const before = rebuilding.progress?.stage
  if (stage === 'checking' && before !== 'checking') return
  turn.state.rebuilding = { ...rebuilding, progress: { stage, method, bytes, totalBytes } }
}

/** Under the policy `reclone`: what the primary lacks has been saved, so the node may be rebuilt without a person. */
export function recloneIfAllowed(turn: Turn, discard: string, why: string): void {
  const { state } = turn
  if (state.config.policy.onDivergence !== 'reclone' || mayBeOpen(state)) return
  if (state.running.database !== undefined || lacksDonor(turn, state.durable.role) !== null) return
  if (turn.now < state.rebuilding.notBefore) return
  beginRebuild(turn, 'auto', discard, why)
}

function untouched(method: RebuildMethod) {
  return { stage: 'checking', method, bytes: 0, totalBytes: 0 } as const
}

function lacksDonor(turn: Turn, from: Rebuild['from']): string | null {
  const peer = peerHeard(turn)
  if (peer === null) return 'the peer is silent'
  if (peer.role === 'PRIMARY' || (from === 'FORMING' && peer.role === 'FORMING')) return null
  return `the peer is ${peer.role}, not PRIMARY`
}
