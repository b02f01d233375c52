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
  let heardGist = ''
  let told = { gist: '', at: -Infinity }

  return {
    observe: () => ({ state: received, receivedAt, confirmedSentAt }),
    tell(publication, now) {
      const present = gist(publication)
      if (present === told.gist && now - told.at < timing.tick) return null
      told = { gist: present, at: now }
      sequence += 1
      sentAt.set(sequence, now)
      sentAt.delete(sequence - remembered)
      const heard = received && { incarnation: received.incarnation, sequence: received.sequence }
      return { ...publication, incarnation, sequence, heard }
    },
    hear(state, now) {
      const stale = received?.incarnation === state.incarnation && state.sequence <= received.sequence
      if (stale) return false
      received = state
      receivedAt = now
      if (state.heard?.incarnation === incarnation) {
        confirmedSentAt = sentAt.get(state.heard.sequence) ?? confirmedSentAt
      }
      const news = gist(state) !== heardGist
      heardGist = gist(state)
      return news
    },
    renew: () => void (told = { ...told, at: -Infinity }),
  }
}

/** What of a state is worth saying, or acting on, at once; the rest waits for the next turn. */
function gist(said: Publication): string {
  const { role, term, promoting, vote, vip, eligible, open, handover, ready, opened, mysql } = said
  const switchover = [handover?.position, ready, opened]
  return JSON.stringify([role, term, promoting, vote, vip, eligible, open, switchover, mysql === null])
}
