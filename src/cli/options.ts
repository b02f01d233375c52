import type { OutputKind } from '../ui/view.ts'
import type {
  BackupOptions,
  DrillOptions,
  RejoinOptions,
  RestoreOptions,
  StatusOptions,
  SwitchoverOptions,
  VerifyOptions,
} from './pair-options.ts'

/** What the person asked of a playbook. Empty lists mean "all". */
export interface RunOptions {
  readonly playbook: string
  /** As typed: a name below `inventory/`, or a path. */
  readonly inventory: string
  readonly mode: 'apply' | 'check'
  readonly diff: boolean
  /** Hosts and groups. */
  readonly limit: readonly string[]
  readonly roles: readonly string[]
  /** Titles or ids of steps. */
  readonly steps: readonly string[]
  /** Title or id of the first step to take. */
  readonly from: string | undefined
  /** Print the plan, connect to nothing. */
  readonly list: boolean
  readonly decisions: ReadonlyMap<string, string>
  readonly acceptDefaults: boolean
  /** Ask recorded decisions again. */
  readonly ask: boolean
  readonly acceptNewHostKeys: boolean
  readonly output: OutputKind
  readonly verbosity: number
  /** The command line after the program's name, for the journal and for `resume`. */
  readonly arguments: readonly string[]
}

export interface ResumeOptions {
  /** The run's id; absent: the newest unfinished run of the inventory. */
  readonly run: string | undefined
  readonly inventory: string
  readonly output: OutputKind
  readonly verbosity: number
}

export interface RunsOptions {
  /** Only the runs of this inventory. */
  readonly inventory: string | undefined
  readonly output: OutputKind
}

export interface ShowRunOptions {
  readonly run: string
  readonly output: OutputKind
  readonly verbosity: number
  readonly diff: boolean
}

/** One command line, understood. */
export type CliCommand =
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'run'; readonly options: RunOptions }
  | { readonly kind: 'resume'; readonly options: ResumeOptions }
  | { readonly kind: 'runs'; readonly options: RunsOptions }
  | { readonly kind: 'showRun'; readonly options: ShowRunOptions }
  | { readonly kind: 'status'; readonly options: StatusOptions }
  | { readonly kind: 'switchover'; readonly options: SwitchoverOptions }
  | { readonly kind: 'listDrills'; readonly options: { readonly output: OutputKind } }
  | { readonly kind: 'rejoin'; readonly options: RejoinOptions }
  | { readonly kind: 'drill'; readonly options: DrillOptions }
  | { readonly kind: 'backup'; readonly options: BackupOptions }
  | { readonly kind: 'verify'; readonly options: VerifyOptions }
  | { readonly kind: 'restore'; readonly options: RestoreOptions }
  | { readonly kind: 'lab'; readonly arguments: readonly string[] }
