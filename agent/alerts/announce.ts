import type { Alert, Severity } from './report.ts'
import type { Broken } from './rule.ts'

/** One rule that is broken, or was a moment ago. */
interface Followed {
  rule: string
  severity: Severity
  message: string
  occurrence: number
  /** ISO 8601, and uptime. */
  since: string
  sinceUptime: number
  /** When it was last seen broken, and last told; `null`: not told yet. Uptime. */
  seenAt: number
  toldAt: number | null
}

/** By rule. A plain value. */
export type AlertMemory = readonly Followed[]

/** A rule and what is wrong with it now. */
export interface Finding extends Broken {
  rule: string
  holdsSeconds: number
}

/** What is told to people: a line of alert.log, the input of the alert command. */
export interface Announcement extends Alert {
  state: 'firing' | 'repeated' | 'resolved'
}

export interface AnnouncePolicy {
  /** An alarm that lasts is told again after this. */
  repeatSeconds: number
}

/** What has gone for less may come back: one alarm, not two. */
const quietMilliseconds = 3000

/**
 * Follows what is broken: an alarm when it has lasted long enough, again while it lasts, and a word when it is over.
 * A graver severity or another occurrence is told at once.
 */
export function follow(
  memory: AlertMemory,
  findings: readonly Finding[],
  time: { uptime: number; wall: string },
  { repeatSeconds }: AnnouncePolicy,
): { memory: AlertMemory; alerts: Alert[]; announcements: Announcement[] } {
  const announcements: Announcement[] = []
  const next: Followed[] = []
  for (const finding of findings) {
    const same = memory.find(
      ({ rule, occurrence }) => rule === finding.rule && occurrence === finding.occurrence,
    )
    const one = { ...beginning(finding, same, time), ...picked(finding), seenAt: time.uptime }
    const lasts = time.uptime - one.sinceUptime >= finding.holdsSeconds * 1000
    const news = same?.toldAt == null || worse(same, finding)
    const again = same?.toldAt != null && time.uptime - same.toldAt >= repeatSeconds * 1000
    if (lasts && (news || again)) {
      announcements.push({ ...alertOf(one), state: news ? 'firing' : 'repeated' })
      one.toldAt = time.uptime
    }
    next.push(one)
  }
  for (const before of memory) {
    if (findings.some(({ rule }) => rule === before.rule)) continue
    if (time.uptime - before.seenAt < quietMilliseconds) next.push(before)
    else if (before.toldAt !== null) announcements.push({ ...alertOf(before), state: 'resolved' })
  }
  return { memory: next, alerts: next.filter(({ toldAt }) => toldAt !== null).map(alertOf), announcements }
}

function beginning(
  finding: Finding,
  before: Followed | undefined,
  { uptime, wall }: { uptime: number; wall: string },
): Followed {
  return before ?? { ...picked(finding), since: wall, sinceUptime: uptime, seenAt: uptime, toldAt: null }
}

function picked({ rule, severity, message, occurrence }: Finding) {
  return { rule, severity, message, occurrence }
}

function worse(before: Followed, now: Broken): boolean {
  return before.severity === 'warning' && now.severity === 'critical'
}

function alertOf({ rule, severity, message, since }: Followed): Alert {
  return { rule, severity, message, since }
}
