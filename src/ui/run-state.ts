import type { Failure, RunCounts, RunEvent } from '../run/events.ts'

type Started = Extract<RunEvent, { kind: 'runStarted' }>
type Ended = Extract<RunEvent, { kind: 'runEnded' }>

export type Counts = { -readonly [Outcome in keyof RunCounts]: number }

export function newCounts(): Counts {
  return { right: 0, changed: 0, skipped: 0, failed: 0, different: 0 }
}

/** What stopped a host: at a step, or on the way to it. */
export interface HostFailure {
  /** Absent when the host was not even reached. */
  readonly step?: string
  readonly title?: string
  /** The step had begun to change the host. */
  readonly applying: boolean
  readonly failure: Failure
}

/** One host as the events so far tell it. */
export interface HostState {
  readonly name: string
  readonly counts: Counts
  /** Titles of the steps that have changed the host, in order. */
  readonly changed: string[]
  /** What was right and must be read all the same. */
  readonly warnings: { readonly title: string; readonly because: string }[]
  /** The step whose turn it is. */
  current: { readonly step: string; readonly title: string; applying: boolean } | undefined
  /** Jobs that run on the host, by step and name, and the title of the step each belongs to. */
  readonly jobs: Map<string, string>
  failure: HostFailure | undefined
}

/** A run as the events so far tell it: what summaries and error cards are made of. */
export interface RunState {
  started: Started | undefined
  ended: Ended | undefined
  /** A failure that belongs to no single step or host. */
  failure: Failure | undefined
  readonly hosts: Map<string, HostState>
  /** Titles by step id. */
  readonly titles: Map<string, string>
}

export function newRunState(): RunState {
  return { started: undefined, ended: undefined, failure: undefined, hosts: new Map(), titles: new Map() }
}

/** The state of a host; made when the host is first heard of. */
export function hostOf(state: RunState, name: string): HostState {
  const known = state.hosts.get(name)
  if (known) return known
  const host: HostState = {
    name,
    counts: newCounts(),
    changed: [],
    warnings: [],
    current: undefined,
    jobs: new Map(),
    failure: undefined,
  }
  state.hosts.set(name, host)
  return host
}

/** A step's title: as announced, else from its id `stage/role/title@host`. */
export function titleOf(state: RunState, step: string): string {
  const known = state.titles.get(step)
  if (known !== undefined) return known
  const withoutHost = step.includes('@') ? step.slice(0, step.lastIndexOf('@')) : step
  return withoutHost.split('/').slice(2).join('/') || step
}
