/** A time during which something is known to have held, in milliseconds of one clock. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** Between two looks further apart than this, nobody knows what was: the watcher itself was frozen, or off. */
const blindMilliseconds = 500

/** The times during which something held, as looks in order of time saw it; a single look is a span of no length. */
export function spansOf(looks: readonly { readonly at: number; readonly holds: boolean }[]): Span[] {
  const spans: { from: number; to: number }[] = []
  let open: { from: number; to: number } | undefined
  for (const { at, holds } of looks) {
    if (holds && open && at - open.to <= blindMilliseconds) open.to = at
    else if (holds) spans.push((open = { from: at, to: at }))
    else open = undefined
  }
  return spans
}

/** The times in both. */
export function shared(one: readonly Span[], other: readonly Span[]): Span[] {
  return one.flatMap((a) =>
    other.flatMap((b) => {
      const span = { from: Math.max(a.from, b.from), to: Math.min(a.to, b.to) }
      return span.from <= span.to ? [span] : []
    }),
  )
}

export function longest(spans: readonly Span[]): number {
  return Math.max(0, ...spans.map(({ from, to }) => to - from))
}

export function total(spans: readonly Span[]): number {
  return spans.reduce((sum, { from, to }) => sum + to - from, 0)
}
