import type { Observed } from '../../../src/drill/invariants/observed.ts'
import type { HostRecord } from '../../../src/drill/on-host/records.ts'

/** One look in 50 ms from `from` to `to`. */
function every<T>(from: number, to: number, make: (at: number) => T): T[] {
  return Array.from({ length: Math.floor((to - from) / 50) + 1 }, (_, index) => make(from + index * 50))
}

/** What a watcher records while its server answers so. */
export function serverRecords(
  from: number,
  to: number,
  { writable = false, semisync = true }: { writable?: boolean | null; semisync?: boolean } = {},
): HostRecord[] {
  return every(from, to, (at) => ({ kind: 'server', sent: at - 2, at, writable, gone: false, semisync }))
}

/** What a watcher records while the VIP is, or is not, there. */
export function roleRecords(from: number, to: number, vip: boolean): HostRecord[] {
  return every(from, to, (at) => ({
    kind: 'role',
    at,
    vip,
    role: vip ? 'PRIMARY' : 'STANDBY',
    primaryTerm: 1,
  }))
}

type Acks = readonly (readonly [node: string, sent: number, at: number])[]

/** Observations of two nodes in ten seconds; acknowledged rows are numbered in their order. */
export function observed(
  one: readonly HostRecord[],
  other: readonly HostRecord[],
  { acks = [], ...more }: Partial<Omit<Observed, 'acks'>> & { acks?: Acks } = {},
): Observed {
  return {
    injectedAt: 0,
    endedAt: 10_000,
    nodes: [
      { name: 'one', records: one },
      { name: 'other', records: other },
    ],
    acks: acks.map(([node, sent, at], index) => ({
      writer: 'vip',
      number: index + 1,
      sent,
      at,
      node,
      server: node === 'one' ? 1 : 2,
    })),
    grants: [],
    degradesRecorded: new Set(),
    ...more,
  }
}
