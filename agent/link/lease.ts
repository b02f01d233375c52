import { timing } from '../decide/timing.ts'

/** What the witness remembers of one cluster for good: it is on disk before a lease is granted by it. */
export interface LeaseMemory {
  holder: string | null
  /** The highest term ever granted. */
  term: number
  /** Who held it before the present holder, and for which term. */
  previous: { node: string; term: number } | null
}

/** The same, and until when it is bound; that is in memory alone: see `freshLease`. */
export interface LeaseState extends LeaseMemory {
  /** Bound to the holder until then. */
  until: number
}

export interface LeaseRequest {
  node: string
  /** The term to lead in; `null` just looks. */
  term: number | null
}

export interface LeaseReply {
  granted: boolean
  highestTerm: number
  /** Who held it last; told to its present holder, who held it before. */
  previous: { node: string; term: number } | null
}

/**
 * The lease of a witness that has just started. What it granted in its former life may still be relied on: nobody else gets
 * the lease until that has run out.
 */
export function freshLease(now: number, memory: LeaseMemory | null = null): LeaseState {
  return { holder: null, term: 0, previous: null, ...memory, until: now + timing.vote }
}

/** Whether a grant is by more than longer time, so that it must be remembered. */
export function grantsAnew(before: LeaseMemory, after: LeaseMemory): boolean {
  return before.holder !== after.holder || before.term !== after.term
}

/**
 * Answers one request. The lease goes to one node at a time, never for a lower term than before; the witness keeps it
 * bound for longer than its holder relies on it. It ends by not being asked for, and by nothing else: word that it is not
 * wanted any more may have been held up on its way, and would set free what its sender has asked for since.
 */
export function answerLease(state: LeaseState, request: LeaseRequest, now: number): [LeaseState, LeaseReply] {
  const { node, term } = request
  const last = state.holder === null ? null : { node: state.holder, term: state.term }
  const refused: LeaseReply = { granted: false, highestTerm: state.term, previous: last }
  if (term === null) return [state, refused]
  const free = now >= state.until || state.holder === node
  // Somebody else may have led under the term that it was granted: a term belongs to one node.
  const used = term < state.term || (term === state.term && state.holder !== node)
  if (!free || used) return [state, refused]
  const same = state.holder === node && state.term === term
  const next = { holder: node, until: now + timing.vote, term, previous: same ? state.previous : last }
  return [next, { granted: true, highestTerm: term, previous: next.previous }]
}
