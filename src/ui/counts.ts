import { newCounts, type Counts } from './run-state.ts'

/** Applies a function to each outcome of two counts. */
function combine(a: Counts, b: Counts, operation: (a: number, b: number) => number): Counts {
  return {
    right: operation(a.right, b.right),
    changed: operation(a.changed, b.changed),
    skipped: operation(a.skipped, b.skipped),
    failed: operation(a.failed, b.failed),
    different: operation(a.different, b.different),
  }
}

/** What has been counted since an earlier count. */
export function countsSince(now: Counts, before: Counts): Counts {
  return combine(now, before, (a, b) => a - b)
}

export function sumOfCounts(all: readonly Counts[]): Counts {
  return all.reduce((sum, counts) => combine(sum, counts, (a, b) => a + b), newCounts())
}

/** `12 right, 3 changed, 1 failed`: what was right and what was changed always, the rest when there is any. */
export function countsText(counts: Counts, mode: 'apply' | 'check'): string {
  const parts = [`${counts.right} right`]
  if (mode === 'apply') parts.push(`${counts.changed} changed`)
  else parts.push(`${counts.different} different`)
  if (counts.skipped > 0) parts.push(`${counts.skipped} skipped`)
  if (counts.failed > 0) parts.push(`${counts.failed} failed`)
  return parts.join(', ')
}
