import { countsText, countsSince } from './counts.ts'
import { duration } from './duration.ts'
import type { Counts, HostState } from './run-state.ts'
import type { RowText } from './terminal-task.ts'

/** Lines of finished steps below a host that is still at work; all of them are shown when its task is done. */
const mostLiveLines = 4

/** One host in one task, as far as the host's state does not know it. */
export interface Row {
  /** The host's counts when the task began. */
  readonly before: Counts
  /** Lines that stay: slow steps, differences. */
  readonly kept: string[]
  /** The last line of a command that runs. */
  live: string
  /** When the current step's turn came, in milliseconds of `now`. */
  stepSince: number
}

export function newRow(host: HostState): Row {
  return { before: { ...host.counts }, kept: [], live: '', stepSince: 0 }
}

/** A host at work: its current step with the time it has taken, the last finished lines, the live line. */
export function liveText(row: Row, host: HostState, now: number): RowText {
  const { current, failure } = host
  if (failure) return finishedText(row, host, 'apply')
  const milliseconds = now - row.stepSince
  const time = milliseconds >= 1000 ? ` (${duration(milliseconds)})` : ''
  const title = current ? `${host.name}  ${current.title}${time}` : `${host.name}  waiting`
  const live = current && row.live !== '' ? [row.live] : []
  return { title, lines: [...row.kept.slice(-mostLiveLines), ...live], failed: false }
}

/** A host whose task has ended. One where all was right needs no row of its own: no title, no lines. */
export function finishedText(row: Row, host: HostState, mode: 'apply' | 'check'): RowText {
  const { failure, name } = host
  if (failure) {
    const what = failure.title === undefined ? '' : `"${failure.title}": `
    return { title: `${name}  ${what}${failure.failure.message}`, lines: row.kept, failed: true }
  }
  const counts = countsSince(host.counts, row.before)
  const quiet = counts.changed === 0 && counts.different === 0 && row.kept.length === 0
  return { title: quiet ? '' : `${name}  ${countsText(counts, mode)}`, lines: row.kept, failed: false }
}
