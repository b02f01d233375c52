import { covers, joinPositions } from '../../src/mysql/position.ts'
import type { MysqlFacts } from './observation.ts'
import { remember } from './turn.ts'
import type { Turn } from './turn.ts'
import { peerHeard } from './vote.ts'

/** Applied and fetched transactions together: what this node could serve once it has applied everything. */
export function receivedBy(facts: MysqlFacts): string {
  // MariaDB shows a position where MySQL shows a set; both stand for all before it.
  return joinPositions(facts.style, facts.executed, facts.replica?.received ?? '')
}

/** Keeps what must be known after the other side is gone: our own position, the primary's last words, the last contact. */
export function noteWatermark(turn: Turn): void {
  const { state, seen } = turn
  const { facts } = seen.mysql
  const peer = peerHeard(turn)
  if (state.durable.role === 'FORMING') return
  if (peer !== null && peer.term > state.durable.term) remember(turn, { term: peer.term })
  if (facts === null) return
  const watermark = receivedBy(facts)
  if (watermark !== state.durable.watermark) {
    noteThrownAway(turn, facts, watermark)
    remember(turn, { watermark }, false)
  }
  if (peer?.role !== 'PRIMARY' || peer.mysql === null) return
  const connected = facts.replica?.ioRunning === 'Yes' && facts.sampledAt > state.startedAt
  const before = state.durable.primary
  // Seen times change with every message; they go to disk with the next thing that matters.
  state.durable.primary = {
    term: peer.primaryTerm,
    seenAt: seen.peer.receivedAt,
    executed: peer.mysql.executed,
    semisyncOn: peer.mysql.semisyncOn,
    contactAt: connected ? facts.sampledAt : (before?.contactAt ?? null),
    contactInstance: connected ? facts.instance : (before?.contactInstance ?? null),
  }
}

/**
 * What had been received and is not there any more went with its relay logs: whoever joins anew throws them away, so does a
 * server that is restarted. Until the primary is in contact again nobody knows what this node lacks.
 */
function noteThrownAway({ state }: Turn, facts: MysqlFacts, watermark: string): void {
  const { primary, watermark: before } = state.durable
  // Another family of server was here before.
  const comparable = before.includes(':') === (facts.style === 'uuid')
  if (primary === null || before === '' || !comparable || covers(facts.style, watermark, before)) return
  state.durable.primary = { ...primary, contactAt: null, contactInstance: null }
}

/** Whether this node's data has everything in `theirs`. */
export function has(facts: MysqlFacts, theirs: string): boolean {
  return covers(facts.style, receivedBy(facts), theirs)
}
