import { containsGtids, countGtids, parseGtidSet } from '../../src/mysql/gtid.ts'
import { parseMariadbState } from '../../src/mysql/gtid-mariadb.ts'

/** Which transactions are looked for in the binary logs, newest log first. */
export interface Wanted {
  /** Whether this one is looked for. Every one that is met is asked about, once. */
  has(gtid: string): boolean
  /** Whether older logs can be left out. */
  complete(): boolean
}

/** A set of MySQL's: complete when so many have been met. */
export function wantedSet(errant: string): Wanted {
  const wanted = parseGtidSet(errant)
  let left = countGtids(wanted)
  return {
    has(gtid) {
      const chosen = containsGtids(wanted, parseGtidSet(gtid))
      if (chosen) left -= 1
      return chosen
    },
    complete: () => left <= 0,
  }
}

/**
 * MariaDB's `domain-server-sequence` stands for all before it that the primary had not: complete when one that it had has
 * been met of every such server.
 */
export function wantedPositions(errant: string, primaryHad: string): Wanted {
  const wanted = parseMariadbState(errant)
  const had = parseMariadbState(primaryHad)
  const reached = new Set<string>()
  return {
    has(gtid) {
      const [[key, sequence] = ['', 0]] = parseMariadbState(gtid)
      const last = wanted.get(key)
      if (last === undefined) return false
      if (sequence <= (had.get(key) ?? 0)) reached.add(key)
      return sequence > (had.get(key) ?? 0) && sequence <= last
    },
    complete: () => [...wanted.keys()].every((key) => reached.has(key)),
  }
}
