import type { ProbeSet } from '../values/probe.ts'

/** The text of one file or setting before and after, shown as a unified diff. */
export interface Diff {
  /** What differs: a path, or a name such as `max_connections`. */
  readonly subject: string
  readonly before: string
  readonly after: string
}

/** What `judge` found out. `value` is what the step publishes for later phases. */
export type Finding<Drift> =
  | { readonly kind: 'ok'; readonly because: string; readonly value?: string; readonly warning?: true }
  | { readonly kind: 'differs'; readonly because: string; readonly drift: Drift; readonly diff?: Diff }
  | { readonly kind: 'cannotTell'; readonly because: string }
  | { readonly kind: 'ask'; readonly probes: ProbeSet }

/** It is as it should be, and why we think so. */
export function ok(because: string, value?: string): Finding<never> {
  return value === undefined ? { kind: 'ok', because } : { kind: 'ok', because, value }
}

/** As it should be as far as we may judge, and yet something that the engineer must read. */
export function warn(because: string): Finding<never> {
  return { kind: 'ok', because, warning: true }
}

/** It is not as it should be; `drift` tells `apply` what to do. */
export function differs<Drift>(because: string, drift: Drift, diff?: Diff): Finding<Drift> {
  return diff === undefined ? { kind: 'differs', because, drift } : { kind: 'differs', because, drift, diff }
}

/** It cannot be known now, because an earlier step must come first. */
export function cannotTell(because: string): Finding<never> {
  return { kind: 'cannotTell', because }
}

/** A second look is needed (twice at most); its results are added to the first ones. */
export function askFor(probes: ProbeSet): Finding<never> {
  return { kind: 'ask', probes }
}
