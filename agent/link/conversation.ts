import type { PeerObservation } from '../decide/observation.ts'
import type { PeerState } from '../decide/peer-state.ts'
import type { Publication } from '../decide/publish.ts'
import { timing } from '../decide/timing.ts'

/** What this node knows of its talk with the peer, whatever carries the messages. Times are uptime milliseconds. */
export interface Conversation {
  observe(): PeerObservation
  /** The message to send now; `null` while nothing is due. */
  tell(publication: Publication, now: number): PeerState | null
  /** Takes a message in. Says whether it is worth acting on at once. */
  hear(state: PeerState, now: number): boolean
  /** The next message is due at once: there is a new connection. */
  renew(): void
}

/** Sent messages whose echo still says something about now. */
const remembered = 40

/** @param incarnation random, new with every start of the agent */
export function createConversation(incarnation: string): Conversation {
  const sentAt = new Map<number, number>()
  let sequence = 0
  let received: PeerState | null = null
  let receivedAt = 0
  let confirmedSentAt: number | null = null
  let told = { publication: null as Publication | null, at: -Infinity }

  return {
    observe: () => ({ state: received, receivedAt, confirmedSentAt }),
    tell(publication, now) {
      if (now - told.at < timing.tick && !isNews(publication, told.publication)) return null
      told = { publication, at: now }
      sequence += 1
      sentAt.set(sequence, now)
      sentAt.delete(sequence - remembered)
      const heard = received && { incarnation: received.incarnation, sequence: received.sequence }
      return { incarnation, sequence, heard, ...publication }
    },
    hear(state, now) {
      const stale = received?.incarnation === state.incarnation && state.sequence <= received.sequence
      if (stale) return false
      const news = isNews(state, received)
      received = state
      receivedAt = now
      if (state.heard?.incarnation === incarnation) {
        confirmedSentAt = sentAt.get(state.heard.sequence) ?? confirmedSentAt
      }
      return news
    },
    renew: () => void (told = { ...told, at: -Infinity }),
  }
}

/** Whether a state is worth saying, or acting on, at once, after the one before; the rest waits for the next turn. */
function isNews(said: Publication, before: Publication | null): boolean {
  return (
    before === null ||
    said.role !== before.role ||
    said.term !== before.term ||
    said.promoting !== before.promoting ||
    said.vote !== before.vote ||
    said.vip !== before.vip ||
    said.eligible !== before.eligible ||
    said.open !== before.open ||
    said.handover?.position !== before.handover?.position ||
    said.ready !== before.ready ||
    said.opened !== before.opened ||
    (said.mysql === null) !== (before.mysql === null)
  )
}
