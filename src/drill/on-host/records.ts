/**
 * What the watcher on a host writes, one JSON line each. Times are milliseconds of the host's CLOCK_MONOTONIC, which does not
 * jump; containers of one machine share it.
 */
export type HostRecord =
  /** First line of each start: the same moment on the clock by which the agent's log counts (/proc/uptime). */
  | { readonly kind: 'clock'; readonly at: number; readonly uptime: number }
  /** What the agent last said, and whether the VIP is on the interface. */
  | {
      readonly kind: 'role'
      readonly at: number
      readonly vip: boolean
      readonly role: string
      readonly primaryTerm: number
    }
  /** What the server answered: `writable` is null when it could not be asked, `gone` when there was nobody to ask. */
  | {
      readonly kind: 'server'
      readonly sent: number
      readonly at: number
      readonly writable: boolean | null
      readonly gone: boolean
      readonly semisync: boolean | null
    }
  /** A row that the server here has acknowledged to a client on the host itself. */
  | { readonly kind: 'commit'; readonly number: number; readonly sent: number; readonly at: number }
  /** So many records before this one could not be written. */
  | { readonly kind: 'lost'; readonly at: number; readonly count: number }

/** What the watcher is told, in a file that its owner alone can read. */
export interface WatchSettings {
  /** Names the rows that it writes. */
  readonly writer: string
  readonly socket: string
  readonly user: string
  readonly password: string
  readonly vip: string
  /** The agent's newest status, a file. */
  readonly status: string
  /** Where the records go. */
  readonly log: string
}

/** Between two looks, and between two commits: the invariants ask for one in 100 ms at least. */
export const lookEveryMilliseconds = 50

/** The table that all writers of a drill write to. */
export const rowsTable = 'mysqlha_drill.writes'
