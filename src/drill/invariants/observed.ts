import type { Ack } from '../ack-log.ts'
import type { HostRecord } from '../on-host/records.ts'

/** The agent's log says that a node took the role of the primary. */
export interface Grant {
  readonly node: string
  readonly term: number
  readonly at: number
}

/** All that was seen of one drill, on one clock (milliseconds). */
export interface Observed {
  /** When the failure began. */
  readonly injectedAt: number
  readonly endedAt: number
  readonly nodes: readonly { readonly name: string; readonly records: readonly HostRecord[] }[]
  /** Acknowledged rows, of clients through the VIP and on the hosts. */
  readonly acks: readonly (Ack & { readonly node: string })[]
  readonly grants: readonly Grant[]
  /** Nodes whose agent has written down, since the failure, that semi-sync was lost and at which GTID. */
  readonly degradesRecorded: ReadonlySet<string>
}

/** One promise that a pair keeps in every failure. */
export interface Finding {
  readonly name: string
  readonly holds: boolean
  /** What was seen, as a figure for people. */
  readonly seen: string
}

type OfKind<Kind extends HostRecord['kind']> = Extract<HostRecord, { kind: Kind }>

export function recordsOf<Kind extends HostRecord['kind']>(
  records: readonly HostRecord[],
  kind: Kind,
): OfKind<Kind>[] {
  return records.filter((record): record is OfKind<Kind> => record.kind === kind)
}
