import type { RunCounts, RunEvent } from './events.ts'

const counted: Partial<Record<RunEvent['kind'], keyof RunCounts>> = {
  stepRight: 'right',
  stepChanged: 'changed',
  stepSkipped: 'skipped',
  stepFailed: 'failed',
  stepWouldChange: 'different',
  stepCannotTell: 'different',
}

/** Counts events by outcome. */
export class Tally {
  readonly counts: { -readonly [K in keyof RunCounts]: number } = {
    right: 0,
    changed: 0,
    skipped: 0,
    failed: 0,
    different: 0,
  }

  add(event: RunEvent): void {
    const outcome = counted[event.kind]
    if (outcome !== undefined) this.counts[outcome]++
  }
}
