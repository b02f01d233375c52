import { recordsOf } from './observed.ts'
import type { Finding, Observed } from './observed.ts'
import { longest, shared, spansOf, total } from './spans.ts'
import type { Span } from './spans.ts'

type Node = Observed['nodes'][number]

/** What thawed may be writable until its agent has had a moment. */
const thawMilliseconds = 1000
const vipMilliseconds = 2000
/** Looks are 50 ms apart, on a busy machine more. */
const looseMilliseconds = 250

function writable({ records }: Node): Span[] {
  return spansOf(recordsOf(records, 'server').map(({ at, writable }) => ({ at, holds: writable === true })))
}

function withoutVip({ records }: Node): Span[] {
  return spansOf(recordsOf(records, 'role').map(({ at, vip }) => ({ at, holds: !vip })))
}

/** read_only is off on both at no time; after something thawed, for a second at most. */
export function oneWriter({ nodes }: Observed, thaws: boolean): Finding {
  const [one, other] = nodes
  const both = one && other ? shared(writable(one), writable(other)) : []
  const allowed = thaws ? thawMilliseconds : 0
  return {
    name: 'one writer',
    holds: both.length === 0 || (allowed > 0 && total(both) <= allowed),
    seen: both.length === 0 ? 'never two' : `two for ${Math.round(total(both))} ms`,
  }
}

/** A writable node without the VIP exists for two seconds at most. */
export function writerHasVip({ nodes }: Observed): Finding {
  const most = Math.max(0, ...nodes.map((node) => longest(shared(writable(node), withoutVip(node)))))
  return {
    name: 'writer has VIP',
    holds: most <= vipMilliseconds + looseMilliseconds,
    seen: most === 0 ? 'always' : `without for ${Math.round(most)} ms`,
  }
}
