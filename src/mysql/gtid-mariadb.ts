import { GtidSyntaxError } from './gtid.ts'

/** A MariaDB binary log state: the newest sequence number of each server in each domain. Key: `domain-server`. */
export type MariadbGtidState = ReadonlyMap<string, number>

/**
 * Parses `@@GLOBAL.gtid_binlog_state`, `gtid_binlog_pos` or `gtid_slave_pos`: `0-1-5,0-2-9`.
 * @throws GtidSyntaxError
 */
export function parseMariadbState(text: string): MariadbGtidState {
  const state = new Map<string, number>()
  for (const part of text.replace(/\s+/g, '').split(',')) {
    if (part === '') continue
    const match = /^(\d+)-(\d+)-(\d+)$/.exec(part)
    if (match === null) throw new GtidSyntaxError(`no GTID of MariaDB: ${part.slice(0, 80)}`)
    const key = `${match[1]}-${match[2]}`
    state.set(key, Math.max(state.get(key) ?? 0, Number(match[3])))
  }
  return state
}

export function formatMariadbState(state: MariadbGtidState): string {
  return [...state]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, sequence]) => `${key}-${sequence}`)
    .join(',')
}

/**
 * What of `mine` the other side lacks: each `domain-server-n` of mine needs a `domain-server-m` with m >= n there.
 * MariaDB numbers a domain's transactions in order, so the newest of a server stands for all before it.
 */
export function subtractMariadb(mine: MariadbGtidState, theirs: MariadbGtidState): MariadbGtidState {
  return new Map([...mine].filter(([key, sequence]) => (theirs.get(key) ?? 0) < sequence))
}

export function unionMariadb(a: MariadbGtidState, b: MariadbGtidState): MariadbGtidState {
  const all = new Map(a)
  for (const [key, sequence] of b) all.set(key, Math.max(all.get(key) ?? 0, sequence))
  return all
}
