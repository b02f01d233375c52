import { recently } from './recently.ts'

/** A closed interval of transaction numbers. */
type Interval = readonly [first: number, last: number]

/** A set of MySQL's GTIDs: the source (`uuid` or `uuid:tag`) and its ordered, disjoint, non-touching intervals. */
export type GtidSet = ReadonlyMap<string, readonly Interval[]>

/** Text that is no GTID set. */
export class GtidSyntaxError extends Error {
  override name = 'GtidSyntaxError'
}

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const tagPattern = /^[a-z_][a-z0-9_]{0,31}$/
const intervalPattern = /^(\d+)(?:-(\d+))?$/

/**
 * Parses what `@@GLOBAL.gtid_executed` and the replica status show: `uuid:1-5:7,uuid:tag:1`, with the line breaks that
 * the server puts in. An interval that ends before it starts is empty, as the server reads it.
 * @throws GtidSyntaxError
 */
export const parseGtidSet = recently(parseText)

function parseText(text: string): GtidSet {
  const collected = new Map<string, Interval[]>()
  for (const part of text.replace(/\s+/g, '').toLowerCase().split(',')) {
    if (part === '') continue
    const [uuid = '', ...pieces] = part.split(':')
    if (!uuidPattern.test(uuid) || pieces.length === 0)
      throw new GtidSyntaxError(`no GTID set: ${part.slice(0, 80)}`)
    let source = uuid
    for (const piece of pieces) {
      const interval = parseInterval(piece)
      if (interval === null && tagPattern.test(piece)) source = `${uuid}:${piece}`
      else if (interval === null) throw new GtidSyntaxError(`no GTID interval: ${piece.slice(0, 80)}`)
      else appendTo(collected, source, interval)
    }
  }
  return normalise(collected)
}

/** The text that MySQL accepts and, apart from its line breaks, would print. */
export function formatGtidSet(set: GtidSet): string {
  return [...set]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([source, intervals]) => [source, ...intervals.map(formatInterval)].join(':'))
    .join(',')
}

export function unionGtids(a: GtidSet, b: GtidSet): GtidSet {
  const all = new Map<string, readonly Interval[]>(a)
  for (const [source, intervals] of b) all.set(source, [...(all.get(source) ?? []), ...intervals])
  return normalise(all)
}

/** The transactions of `a` that `b` lacks. */
export function subtractGtids(a: GtidSet, b: GtidSet): GtidSet {
  const rest = new Map<string, Interval[]>()
  for (const [source, intervals] of a) {
    rest.set(
      source,
      (b.get(source) ?? []).reduce<Interval[]>(
        (left, cut) => left.flatMap((one) => without(one, cut)),
        [...intervals],
      ),
    )
  }
  return normalise(rest)
}

/** Whether `a` has every transaction of `b`. */
export function containsGtids(a: GtidSet, b: GtidSet): boolean {
  return subtractGtids(b, a).size === 0
}

/** How many transactions. */
export function countGtids(set: GtidSet): number {
  return [...set.values()].flat().reduce((sum, [first, last]) => sum + last - first + 1, 0)
}

function appendTo(sets: Map<string, Interval[]>, source: string, interval: Interval): void {
  const intervals = sets.get(source)
  if (intervals === undefined) sets.set(source, [interval])
  else intervals.push(interval)
}

function parseInterval(text: string): Interval | null {
  const match = intervalPattern.exec(text)
  if (match === null) return null
  const first = Number(match[1])
  const last = Number(match[2] ?? match[1])
  if (first < 1 || !Number.isSafeInteger(last)) throw new GtidSyntaxError(`GTID number out of range: ${text}`)
  return [first, last]
}

function normalise(sets: ReadonlyMap<string, readonly Interval[]>): GtidSet {
  const tidy = new Map<string, Interval[]>()
  for (const [source, intervals] of sets) {
    const merged: [number, number][] = []
    for (const [first, last] of [...intervals].sort((a, b) => a[0] - b[0])) {
      if (last < first) continue
      const before = merged.at(-1)
      if (before && first <= before[1] + 1) before[1] = Math.max(before[1], last)
      else merged.push([first, last])
    }
    if (merged.length > 0) tidy.set(source, merged)
  }
  return tidy
}

function without([first, last]: Interval, [cutFirst, cutLast]: Interval): Interval[] {
  if (cutLast < first || cutFirst > last) return [[first, last]]
  const parts: Interval[] = [
    [first, cutFirst - 1],
    [cutLast + 1, last],
  ]
  return parts.filter(([from, to]) => from <= to)
}

function formatInterval([first, last]: Interval): string {
  return first === last ? String(first) : `${first}-${last}`
}
