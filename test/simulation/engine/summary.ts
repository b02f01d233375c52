import type { Tally } from '../checks/judge.ts'
import type { Outcome } from '../simulate.ts'

/** What many seeds came to. */
export interface Summary {
  seeds: number
  simulatedMilliseconds: number
  struck: Record<string, number>
  tally: Record<string, number>
  broken: { seed: number; promise: string; detail: string }[]
}

export function emptySummary(): Summary {
  return { seeds: 0, simulatedMilliseconds: 0, struck: {}, tally: {}, broken: [] }
}

export function addTo(
  summary: Summary,
  { seed, broken, simulatedMilliseconds, struck, tally }: Outcome,
): void {
  summary.seeds += 1
  summary.simulatedMilliseconds += simulatedMilliseconds
  for (const kind of struck) summary.struck[kind] = (summary.struck[kind] ?? 0) + 1
  for (const [name, count] of Object.entries(tally) as [string, number][])
    summary.tally[name] = (summary.tally[name] ?? 0) + count
  if (broken !== null) summary.broken.push({ seed, ...broken })
}

/** A seed at which the simulator, or the product's code in it, failed: it counts as broken, and the others go on. */
export function addFailure(summary: Summary, seed: number, error: Error): void {
  summary.seeds += 1
  const detail = `${error.name}: ${error.message}`
  summary.broken.push({ seed, promise: 'a story comes to its end', detail })
}

export function merge(into: Summary, from: Summary): void {
  into.seeds += from.seeds
  into.simulatedMilliseconds += from.simulatedMilliseconds
  into.broken.push(...from.broken)
  for (const part of ['struck', 'tally'] as const)
    for (const [name, count] of Object.entries(from[part])) into[part][name] = (into[part][name] ?? 0) + count
}

const words: Record<keyof Tally, string> = {
  promotions: 'promotions',
  switchovers: 'planned switchovers that closed writes',
  divergences: 'nodes found diverged',
  rebuilds: 'rebuilds begun',
  writes: 'rows written',
  degraded: 'commits acknowledged without the standby (degraded, or no standby)',
  late: 'commits acknowledged after the other node had a higher term (availability, or no third vote)',
  givenUp: 'acknowledged rows given up by a person or by policy, or saved and discarded',
  split: 'milliseconds with two writable nodes (thaws, or no third vote)',
  checks: 'checks of the promises',
}

/** The summary as people read it. */
export function tableOf(summary: Summary): string {
  const { seeds, simulatedMilliseconds, struck, tally, broken } = summary
  const line = (count: number, what: string) => `${String(Math.round(count)).padStart(14)}  ${what}`
  const promises = new Map<string, number[]>()
  for (const { promise, seed } of broken) promises.set(promise, [...(promises.get(promise) ?? []), seed])
  return [
    line(seeds, 'seeds'),
    line(simulatedMilliseconds / 3_600_000, 'simulated hours'),
    ...Object.entries(words).map(([name, what]) => line(tally[name] ?? 0, what)),
    '                faults struck:',
    ...Object.entries(struck)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([kind, count]) => line(count, kind)),
    line(broken.length, 'seeds with a broken promise'),
    ...[...promises].map(([promise, seeds]) => `  BROKEN: ${promise}: seeds ${seeds.slice(0, 8).join(' ')}`),
  ].join('\n')
}

/** Every broken seed, and why, a line each. */
export function storiesOf({ broken }: Summary): string {
  return broken.map(({ seed, detail }) => `${seed}: ${detail.replace(/\s+/g, ' ')}`).join('\n')
}
