import type { LeaseObservation } from '../decide/observation.ts'
import { timing } from '../decide/timing.ts'
import type { LeaseReply } from './lease.ts'

/** What this node knows of its lease, whatever carries questions and answers. Times are uptime milliseconds. */
export interface LeaseLedger {
  observe(now: number): LeaseObservation
  /** Which lease is wanted from now on (`null`: none). Says whether the witness must be asked now. */
  want(term: number | null, now: number): boolean
  /** Writes a question down. */
  ask(now: number): { sequence: number; term: number | null }
  /** Takes an answer in. Says whether it is worth acting on at once. */
  hear(sequence: number, reply: LeaseReply, now: number): boolean
  /** Questions without an answer. */
  open(): number
  /** What was asked on a connection that is gone is not answered any more. */
  forget(): void
}

export function createLeaseLedger(configured: boolean): LeaseLedger {
  const lease = {
    heldUntil: null as number | null,
    term: 0,
    highestTerm: 0,
    previous: null as LeaseObservation['previous'],
  }
  const asked = new Map<number, { at: number; term: number | null }>()
  let sequence = 0
  let wanted: number | null = null
  /** Questions up to this one were about another wish: a witness of the version before may have let go since. */
  let outdated = 0
  let answeredAt = -Infinity
  let askedAt = -Infinity

  return {
    observe(now) {
      const { heldUntil, term, highestTerm, previous } = lease
      return {
        configured,
        heldUntil,
        term,
        highestTerm,
        previous,
        reachable: now - answeredAt < timing.peerSilent,
      }
    },
    want(term, now) {
      // A lease that another node still holds may come free any moment.
      const pace = term !== null && lease.heldUntil === null ? timing.soon : timing.tick
      const due = term !== wanted || now - askedAt >= pace
      if (term === null || term !== wanted) lease.heldUntil = null
      if (term !== wanted) outdated = sequence
      wanted = term
      return due
    },
    ask(now) {
      askedAt = now
      asked.set(++sequence, { at: now, term: wanted })
      return { sequence, term: wanted }
    },
    hear(number, reply, now) {
      const question = asked.get(number)
      asked.delete(number)
      if (question === undefined) return false
      const news = reply.granted && (lease.heldUntil === null || lease.term !== question.term)
      answeredAt = now
      lease.highestTerm = reply.highestTerm
      lease.previous = reply.previous
      if (!reply.granted || question.term === null || number <= outdated) lease.heldUntil = null
      else {
        // Counted from the question: the witness can only have bound itself after that.
        lease.heldUntil = question.at + timing.backing
        lease.term = question.term
      }
      return news
    },
    open: () => asked.size,
    forget: () => asked.clear(),
  }
}
