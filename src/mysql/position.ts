import type { Capabilities } from './capabilities.ts'
import { formatGtidSet, parseGtidSet, subtractGtids, unionGtids } from './gtid.ts'
import { formatMariadbState, parseMariadbState, subtractMariadb, unionMariadb } from './gtid-mariadb.ts'
import { recently } from './recently.ts'

/** How a server writes its GTIDs. */
export type GtidStyle = 'uuid' | 'mariadb'

export function gtidStyleOf({ uuidGtids }: Pick<Capabilities, 'uuidGtids'>): GtidStyle {
  return uuidGtids ? 'uuid' : 'mariadb'
}

/** All that a set of GTIDs is written with, in either style, without white space. Untrusted text must match it; it is parsed where it is compared. */
export const gtidSetText = /^[0-9A-Za-z:,_-]*$/

/**
 * What of `mine` is not part of `theirs`, as the server would write it; `''` when nothing is.
 * @throws GtidSyntaxError
 */
export function missingFrom(style: GtidStyle, mine: string, theirs: string): string {
  return style === 'uuid'
    ? missingSets(mine, theirs)
    : formatMariadbState(subtractMariadb(parseMariadbState(mine), parseMariadbState(theirs)))
}

const missingSets = recently((mine: string, theirs: string) =>
  formatGtidSet(subtractGtids(parseGtidSet(mine), parseGtidSet(theirs))),
)

/** Both together. @throws GtidSyntaxError */
export function joinPositions(style: GtidStyle, a: string, b: string): string {
  return style === 'uuid'
    ? joinSets(a, b)
    : formatMariadbState(unionMariadb(parseMariadbState(a), parseMariadbState(b)))
}

const joinSets = recently((a: string, b: string) =>
  formatGtidSet(unionGtids(parseGtidSet(a), parseGtidSet(b))),
)

/** Whether `whole` has everything that `part` has. @throws GtidSyntaxError */
export function covers(style: GtidStyle, whole: string, part: string): boolean {
  return missingFrom(style, part, whole) === ''
}
