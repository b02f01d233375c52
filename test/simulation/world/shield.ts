/**
 * Takes note of what a value looks like, to the bottom; the answer fails when that has changed since. Freezing would show it
 * too, but wherever frozen objects have been V8 is slower with all others of their kind.
 */
export function shieldFrom(value: unknown): () => void {
  const before = JSON.stringify(value)
  return () => {
    if (JSON.stringify(value) !== before) throw new Error('a decision has changed what went into it')
  }
}
