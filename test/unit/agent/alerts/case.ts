import type { Seen } from '../../../../agent/alerts/rule.ts'

/** A change of a healthy node, and the rules that are then broken, each with its severity. */
export type Case = readonly [
  name: string,
  role: 'PRIMARY' | 'STANDBY',
  change: (seen: Seen) => void,
  broken: readonly string[],
]
