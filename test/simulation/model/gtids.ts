import type { Place } from '../world/network.ts'

export type NodeId = Extract<Place, 'a' | 'b'>

/** A transaction. Its row (0 for one of the agent's own) tells it from another that got the same number. */
export interface Transaction {
  readonly origin: NodeId
  readonly number: number
  readonly row: number
}

export const uuids: Record<NodeId, string> = {
  a: 'aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa',
  b: 'bbbbbbbb-bbbb-bbbb-bbbb-bbbbbbbbbbbb',
}

/** A GTID set that grows as servers make it grow: the numbers of one origin come in order. */
export class Gtids {
  private readonly intervals: Record<NodeId, [number, number][]> = { a: [], b: [] }
  private printed: string | null = ''

  add({ origin, number }: Transaction): void {
    const list = this.intervals[origin]
    const last = list.at(-1)
    if (last !== undefined && number <= last[1]) return
    if (last !== undefined && number === last[1] + 1) last[1] = number
    else list.push([number, number])
    this.printed = null
  }

  has({ origin, number }: Transaction): boolean {
    return this.intervals[origin].some(([first, last]) => first <= number && number <= last)
  }

  newest(origin: NodeId): number {
    return this.intervals[origin].at(-1)?.[1] ?? 0
  }

  /** As a server prints it. */
  text(): string {
    this.printed ??= (['a', 'b'] as const)
      .filter((origin) => this.intervals[origin].length > 0)
      .map((origin) => [uuids[origin], ...this.intervals[origin].map(interval)].join(':'))
      .join(',')
    return this.printed
  }
}

function interval([first, last]: [number, number]): string {
  return first === last ? `${first}` : `${first}-${last}`
}
