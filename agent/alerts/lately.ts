/** How long something that has happened, and is over, is worth an alarm. */
export const latelyMilliseconds = 15_000

/**
 * Follows a counter: by how much it has grown lately. A counter that falls was started anew; the
 * first value is no growth.
 */
export function rememberGrowth(): (value: number | null, uptime: number) => number {
  let last: number | null = null
  let steps: { at: number; by: number }[] = []
  return (value, uptime) => {
    steps = steps.filter(({ at }) => uptime - at < latelyMilliseconds)
    if (value !== null) {
      const by = last === null ? 0 : value >= last ? value - last : value
      if (by > 0) steps.push({ at: uptime, by })
      last = value
    }
    return steps.reduce((sum, { by }) => sum + by, 0)
  }
}
