/** What a run is told. */
export interface RunOptions {
  /** `auto`: what the calendar and the chain say. */
  readonly kind: 'auto' | 'full'
  /** Even if the other node should make it. */
  readonly here: boolean
  /** Waits a while for a node that is not fit yet. */
  readonly patient: boolean
  /** The time that counts as now: weeks can be tried without waiting for them. */
  readonly now: Date
  readonly signal: AbortSignal
  readonly say: (line: string) => void
}
