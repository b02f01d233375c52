import { recordsOf } from './observed.ts'
import type { Observed } from './observed.ts'

type Ack = Observed['acks'][number]

/** Recovery point: rows that clients were told of and that the leader has not. */
export interface Loss {
  /** Acknowledged while semi-sync was ON: must be 0. */
  readonly synchronous: number
  /** Acknowledged after the server had given up waiting for the standby, as policy `availability` lets it. */
  readonly asynchronous: number
}

/** How long before and after an acknowledgement the state of semi-sync counts for it. */
const nearMilliseconds = 300

/** An acknowledgement that took as long as the server waits for the standby came without it. */
function timedOut({ sent, at }: Ack, timeoutMilliseconds: number): boolean {
  return at - sent >= timeoutMilliseconds * 0.95
}

/** Whether the server had given up waiting: by what it said around the acknowledgement, or, where nobody looked, by the time it took. */
function withoutStandby({ nodes }: Observed, ack: Ack, timeoutMilliseconds: number): boolean {
  const records = nodes.find(({ name }) => name === ack.node)?.records ?? []
  const answers = recordsOf(records, 'server').filter(({ semisync }) => semisync !== null)
  const before = answers.findLast(({ at }) => at <= ack.sent)
  const near = answers.filter(({ at }) => at > ack.sent && at <= ack.at + nearMilliseconds)
  // While a commit waits semi-sync is still ON: only what was said after it speaks against its time having run out.
  if (!near.some(({ at }) => at > ack.at) && timedOut(ack, timeoutMilliseconds)) return true
  return [before, ...near].some((answer) => answer?.semisync === false)
}

/** Compares what was acknowledged with what is there. */
export function lossOf(
  observed: Observed,
  present: (ack: Ack) => boolean,
  semisyncTimeoutMilliseconds: number,
): Loss {
  const lost = observed.acks.filter((ack) => !present(ack))
  const asynchronous = lost.filter((ack) => withoutStandby(observed, ack, semisyncTimeoutMilliseconds)).length
  return { synchronous: lost.length - asynchronous, asynchronous }
}

/** Recovery time: the longest time in which no client through the VIP was told of a row, from the failure on. */
export function longestOutage({ acks, injectedAt, endedAt }: Observed, writer: string): number {
  const moments = acks
    .filter((ack) => ack.writer === writer && ack.at > injectedAt && ack.at < endedAt)
    .map(({ at }) => at)
    .sort((one, other) => one - other)
  return Math.max(...[...moments, endedAt].map((at, index) => at - (moments[index - 1] ?? injectedAt)))
}
