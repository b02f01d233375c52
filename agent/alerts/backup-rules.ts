import type { Broken, Rule, Seen } from './rule.ts'
import { away, broken } from './rule.ts'

/** Backups that nobody misses until they are needed. One node makes them; either may ask for them. */
export const backupRules: readonly Rule[] = [
  { name: 'backup', judge: backup, holdsSeconds: 60 },
  { name: 'backup-proof', judge: proof, holdsSeconds: 60 },
]

const hour = 3_600_000
/** One a day, and two hours in which it may run. */
const lateHours = 26
const missingHours = 50
/** One a week, and a day. */
const unprovenHours = 8 * 24

function backup(seen: Seen): Broken | null {
  const { node, report, wall } = seen
  const { backups } = report
  if (backups === null || away(seen)) return null
  if (backups.error !== '')
    return broken('critical', `the index of the backups cannot be read: ${backups.error}`)
  const hours = hoursSince(wall, [backups.last?.at, node.peer?.backups?.lastAt, backups.since])
  if (hours <= lateHours) return null
  return broken(
    hours > missingHours ? 'critical' : 'warning',
    `the newest backup of this pair is ${Math.floor(hours)} h old, or there is none`,
  )
}

function proof(seen: Seen): Broken | null {
  const { node, report, wall } = seen
  const { backups } = report
  if (backups === null || away(seen)) return null
  const others = node.peer?.backups?.lastAt ?? ''
  // Where backups are made no more an old failure is nobody's trouble.
  if (backups.failedProof !== '' && others < (backups.last?.at ?? ''))
    return broken('critical', `the newest trial restore failed: ${backups.failedProof}`)
  const hours = hoursSince(wall, [backups.provenAt, node.peer?.backups?.provenAt, backups.since])
  if (hours <= unprovenHours) return null
  return broken(
    'warning',
    `the newest backup of this pair that was restored for a trial is ${Math.floor(hours / 24)} days old`,
  )
}

function hoursSince(wall: string, times: readonly (string | null | undefined)[]): number {
  const newest = Math.max(...times.map((time) => (time == null ? -Infinity : Date.parse(time))))
  return (Date.parse(wall) - newest) / hour
}
