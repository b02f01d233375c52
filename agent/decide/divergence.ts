import { untold } from '../../src/mysql/rebuild-method.ts'
import { covers, missingFrom } from '../../src/mysql/position.ts'
import type { GtidStyle } from '../../src/mysql/position.ts'
import type { Divergence, DurableState, Unsaved } from './state.ts'
import { logNotice, remember } from './turn.ts'
import type { Turn } from './turn.ts'
import { peerHeard } from './vote.ts'

/** In an answer: the same command can be given again in a moment. */
export const beingSaved = 'is being saved'

/**
 * Why nothing, or not this set, may be given up; `null`: it may. Nobody throws away what is not saved, or what he has not
 * seen; what cannot be saved goes when he was told so, and asks again.
 */
export function objectionToDiscard(turn: Turn, discard: string): string | null {
  const { state, seen } = turn
  const known = state.durable.divergence
  const silent = seen.mysql.facts === null
  const tail = silent && ledSinceItFollowed(state.durable)
  if (known === null && discard === '' && !tail) return null
  const found = grown(turn, known) ?? known ?? errantNow(turn)
  if (found === null) return 'what the primary has is not known at this moment: try again'
  const { errant, dump } = found
  if (errant === '')
    return tail && discard !== untold
      ? `this node led last, and its server does not answer: what it committed and nobody else has cannot be told. Start the server, or keep its binary logs; --discard ${untold} gives it up`
      : null
  if (!same(errant, discard))
    return `the primary lacks ${errant}: look at ${dump || 'what it is'}, then name exactly that set with --discard`
  if (found !== known) remember(turn, { divergence: found })
  if (dump === '' && !silent && (found.unsaved === undefined || state.running.dump !== undefined))
    return `${errant}, which the primary lacks, ${beingSaved}: try again in a moment`
  const unread = { gtids: errant, why: 'the server here does not answer', told: false }
  const unsaved = found.unsaved ?? (dump === '' ? unread : undefined)
  if (unsaved === undefined || unsaved.told) return null
  remember(turn, { divergence: { ...found, unsaved: { ...unsaved, told: true } } })
  const later = tail ? ', and with it what was committed here after that, which nobody can tell' : ''
  return `${unsaved.gtids} cannot be saved (${unsaved.why}) and would be lost for good${later}: the same command once more gives it up`
}

/** In CLONING nobody reviews what was found: whoever asks is told what is here now, if that is more. */
function grown(turn: Turn, known: Divergence | null): Divergence | null {
  const { facts } = turn.seen.mysql
  if (known === null || facts === null || turn.state.durable.role !== 'CLONING') return null
  const now = errantNow(turn)
  return now !== null && !covers(facts.style, known.errant, now.errant) ? now : null
}

/** Whether this node may have committed, as a primary, what has not been compared with the other one since. */
function ledSinceItFollowed({ primaryTerm, transitions }: DurableState): boolean {
  if (primaryTerm === 0) return false
  const last = transitions.findLast(({ from, to }) =>
    [from, to].some((role) => role === 'PRIMARY' || role === 'STANDBY'),
  )
  return last === undefined || (last.to !== 'STANDBY' && [last.from, last.to].includes('PRIMARY'))
}

/** What is found here and not at the peer, as both were last seen; `null` when that cannot be told. */
function errantNow(turn: Turn): Divergence | null {
  const { state, seen } = turn
  const peer = peerHeard(turn)?.mysql ?? null
  if (peer === null) return null
  const mine = seen.mysql.facts?.executed ?? state.durable.watermark
  const errant = missingFrom(peer.style, mine, peer.executed)
  return { errant, primaryHad: peer.executed, dump: '', sha256: '' }
}

/** The action's word: the file, its SHA-256 where there is one, and what the binary logs have not any more. */
const savedWords = /^(?<dump>\S+)(?: sha256:(?<sha256>[0-9a-f]+))?(?: purged:(?<purged>\S+))?$/

/** A set was saved. One that has grown meanwhile is saved anew. */
export function noteSaved(turn: Turn, errant: string, detail: string): void {
  const { divergence } = turn.state.durable
  if (divergence?.errant !== errant) return
  const { dump = detail, sha256 = '', purged } = savedWords.exec(detail)?.groups ?? {}
  const { unsaved: before, ...found } = divergence
  const lost = purged === undefined ? {} : { unsaved: unsavedAs(before, purged, 'its binary logs are gone') }
  remember(turn, { divergence: { ...found, dump, sha256, ...lost } })
  logNotice(turn, `errant transactions are saved: ${detail}`)
}

/** Saving failed. It is tried again; until then the status says why. */
export function noteUnsaved(turn: Turn, errant: string, why: string): void {
  const { divergence } = turn.state.durable
  if (divergence?.errant !== errant) return
  const unsaved = unsavedAs(divergence.unsaved, errant, why)
  if (unsaved !== divergence.unsaved) remember(turn, { divergence: { ...divergence, unsaved } })
}

/** Whoever was told of the same already need not be told again. */
function unsavedAs(before: Unsaved | undefined, gtids: string, why: string): Unsaved {
  return before?.gtids === gtids && before.why === why ? before : { gtids, why, told: false }
}

function same(errant: string, discard: string): boolean {
  const style: GtidStyle = errant.includes(':') ? 'uuid' : 'mariadb'
  try {
    return covers(style, errant, discard) && covers(style, discard, errant)
  } catch {
    return false
  }
}
