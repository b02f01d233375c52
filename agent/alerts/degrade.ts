import type { Degrade } from './report.ts'

/** Times without acknowledgement, followed. A plain value. */
export interface DegradeMemory {
  /** The newest last. */
  degrades: Degrade[]
  /** What was committed when commits last were acknowledged for certain, and the counter then. */
  acknowledgedGtid: string
  counterThen: number | null
}

export interface SemisyncSeen {
  /** This node is primary, takes writes, and its commits should be acknowledged. */
  expected: boolean
  /** The source side is ON with a client. */
  on: boolean
  executed: string
  /** The server's count of commits without acknowledgement, as last read. */
  counter: number | null
  term: number
  /** ISO 8601. */
  wall: string
}

export const nothingDegraded: DegradeMemory = { degrades: [], acknowledgedGtid: '', counterThen: null }

const kept = 10

/** Notes the beginning, the course and the end of a time without acknowledgement. The same value comes back unless something is new. */
export function followSemisync(before: DegradeMemory, seen: SemisyncSeen): DegradeMemory {
  const last = before.degrades.at(-1)
  const current = last?.endedAt === null ? last : undefined
  if (!seen.expected)
    return current === undefined ? before : ended(before, current, seen, 'no longer primary')
  if (seen.on) {
    const noted =
      current === undefined ? before : ended(before, current, seen, 'acknowledged by the standby again')
    const same = noted.acknowledgedGtid === seen.executed && noted.counterThen === seen.counter
    return same ? noted : { ...noted, acknowledgedGtid: seen.executed, counterThen: seen.counter }
  }
  if (current === undefined) return begun(before, seen)
  const unacknowledged = grown(before, seen)
  return unacknowledged === current.unacknowledged
    ? before
    : { ...before, degrades: [...before.degrades.slice(0, -1), { ...current, unacknowledged }] }
}

function begun(memory: DegradeMemory, seen: SemisyncSeen): DegradeMemory {
  const degrade: Degrade = {
    at: seen.wall,
    term: seen.term,
    gtid: seen.executed,
    acknowledgedGtid: memory.acknowledgedGtid,
    unacknowledged: grown(memory, seen),
    endedAt: null,
    endedBecause: '',
  }
  return { ...memory, degrades: [...memory.degrades, degrade].slice(-kept) }
}

function ended(
  memory: DegradeMemory,
  current: Degrade,
  seen: SemisyncSeen,
  endedBecause: string,
): DegradeMemory {
  const unacknowledged = grown(memory, seen) ?? current.unacknowledged
  const over = { ...current, unacknowledged, endedAt: seen.wall, endedBecause }
  return { ...memory, degrades: [...memory.degrades.slice(0, -1), over] }
}

/** A server that was restarted counts from 0 again. */
function grown({ counterThen }: DegradeMemory, { counter }: SemisyncSeen): number | null {
  if (counter === null) return null
  return counterThen === null || counter < counterThen ? counter : counter - counterThen
}
