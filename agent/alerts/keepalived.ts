import type { VrrpState, WatchReport } from './report.ts'

/** What is known of keepalived. A plain value. */
export interface KeepalivedSeen {
  state: VrrpState
  /** ISO 8601. */
  since: string
  transitions: number
  /** The state before, and when (uptime) it changed; `null` before the first change that was seen. */
  changed: { from: VrrpState; at: number } | null
  /** Since when (uptime) the process contradicts the state. */
  contradictedAt: number | null
}

/** What one turn adds. `running` is `null` before the first look at the processes. */
export interface KeepalivedNews {
  lines: readonly string[]
  running: boolean | null
  vip: boolean
  verdict: 0 | 1
  uptime: number
  wall: string
}

export const keepalivedUnseen: KeepalivedSeen = {
  state: 'UNKNOWN',
  since: '',
  transitions: 0,
  changed: null,
  contradictedAt: null,
}

/** keepalived may be starting, or have a line on the way: what the process table says counts when it has lasted. */
const patienceMilliseconds = 3000

const states: Readonly<Record<string, VrrpState>> = {
  MASTER: 'MASTER',
  BACKUP: 'BACKUP',
  FAULT: 'FAULT',
  STOP: 'STOP',
  DELETED: 'STOP',
}

/** The state that a line of keepalived's FIFO tells (`INSTANCE "MYSQL_51" MASTER 100`); undefined for other lines. */
export function vrrpStateOf(line: string): VrrpState | undefined {
  const word = /^INSTANCE "[^"]*" ([A-Z]+)\b/.exec(line)?.[1]
  return word === undefined ? undefined : states[word]
}

/**
 * Follows keepalived by its own lines; a process that was killed, or that talked while nobody listened, by the process
 * table and the VIP.
 */
export function followKeepalived(before: KeepalivedSeen, news: KeepalivedNews): KeepalivedSeen {
  let seen = before
  for (const line of news.lines) {
    const state = vrrpStateOf(line)
    if (state !== undefined) seen = { ...becomes(seen, state, news), contradictedAt: null }
  }
  const known = seen.state !== 'UNKNOWN' && seen.state !== 'STOP'
  if (news.running === null || known === news.running) return { ...seen, contradictedAt: null }
  const contradictedAt = seen.contradictedAt ?? news.uptime
  if (news.uptime - contradictedAt < patienceMilliseconds) return { ...seen, contradictedAt }
  return { ...becomes(seen, news.running ? inferred(news) : 'STOP', news), contradictedAt: null }
}

function inferred({ vip, verdict }: KeepalivedNews): VrrpState {
  if (vip) return 'MASTER'
  return verdict === 0 ? 'BACKUP' : 'FAULT'
}

function becomes(seen: KeepalivedSeen, state: VrrpState, { uptime, wall }: KeepalivedNews): KeepalivedSeen {
  if (state === seen.state) return seen
  const first = seen.state === 'UNKNOWN'
  return {
    ...seen,
    state,
    since: wall,
    transitions: seen.transitions + (first ? 0 : 1),
    changed: first ? null : { from: seen.state, at: uptime },
  }
}

export function keepalivedReport({ state, since, transitions }: KeepalivedSeen): WatchReport['keepalived'] {
  return { state, since, transitions }
}
