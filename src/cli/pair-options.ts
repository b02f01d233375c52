import type { RebuildMethod } from '../mysql/rebuild-method.ts'
import type { OutputKind } from '../ui/view.ts'

/** What every command on a pair that is there already is given. */
export interface PairOptions {
  /** As typed: a name below `inventory/`, or a path. */
  readonly inventory: string
  readonly output: OutputKind
  readonly acceptNewHostKeys: boolean
  /** The command line after the program's name, for the journal. */
  readonly arguments: readonly string[]
}

export interface StatusOptions extends PairOptions {
  /** Draw again every second until stopped. */
  readonly watch: boolean
}

export interface SwitchoverOptions extends PairOptions {
  /** The node that shall lead; absent: the one that does not now. */
  readonly to: string | undefined
  /** Do not ask. */
  readonly yes: boolean
}

export interface RejoinOptions extends PairOptions {
  readonly node: string
  /** Absent: catching up if it can, else the person chooses. */
  readonly method: RebuildMethod | undefined
  /** The GTID set that may be thrown away, exactly as shown. */
  readonly discard: string | undefined
  readonly yes: boolean
}

export interface DrillOptions extends PairOptions {
  /** Empty: all that the inventory allows. */
  readonly names: readonly string[]
  /** Only undo what an interrupted drill has left. */
  readonly restore: boolean
  readonly yes: boolean
  readonly rounds: number
}

export interface BackupOptions extends PairOptions {
  /** A full one, whatever the calendar says. */
  readonly full: boolean
  /** There, even if the other node should make it; absent: each node decides for itself. */
  readonly node: string | undefined
}

export interface VerifyOptions extends PairOptions {
  /** Absent: the one with the newest backup, or with the one that is named. */
  readonly node: string | undefined
  /** Absent: the newest. */
  readonly id: string | undefined
}

/** Which state a restore is to reach; none of them: that of the newest backup. */
export interface RestoreTarget {
  readonly id: string | undefined
  /** ISO 8601 with its zone. */
  readonly until: string | undefined
  readonly gtid: string | undefined
}

export interface RestoreOptions extends PairOptions, RestoreTarget {
  readonly node: string
  /** In the place of the node's data; else a server of its own beside it. */
  readonly instead: boolean
  /** Beside: a schema, or a table of it. */
  readonly only: string | undefined
  /** Only show what there is. */
  readonly list: boolean
  readonly yes: boolean
}
