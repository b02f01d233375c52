import { countGtids, parseGtidSet } from './gtid.ts'
import { parseMariadbState } from './gtid-mariadb.ts'
import { missingFrom } from './position.ts'
import type { GtidStyle } from './position.ts'

/** What one server has and another lacks. */
export interface Difference {
  /** As the server would write them. */
  gtids: string
  /** How many transactions; `null` where the GTIDs do not tell. */
  count: number | null
}

/** The transactions of `mine` that are not part of `theirs`. @throws GtidSyntaxError */
export function differenceOf(style: GtidStyle, mine: string, theirs: string): Difference {
  const gtids = missingFrom(style, mine, theirs)
  return { gtids, count: style === 'uuid' ? countGtids(parseGtidSet(gtids)) : countMariadb(gtids, theirs) }
}

/** A server's numbers in a domain grow, but not one by one: only what follows the other side's own number can be told. */
function countMariadb(gtids: string, other: string): number | null {
  const theirs = parseMariadbState(other)
  const lacking = [...parseMariadbState(gtids)]
  if (lacking.length === 0) return 0
  if (!lacking.every(([key]) => theirs.has(key))) return null
  return lacking.reduce((sum, [key, sequence]) => sum + sequence - (theirs.get(key) ?? 0), 0)
}

/** How a server writes its GTIDs, told from what it has written; MySQL's when it has written none. */
export function styleOf(executed: string): GtidStyle {
  return /^\s*\d+-\d+-\d+/.test(executed) ? 'mariadb' : 'uuid'
}
