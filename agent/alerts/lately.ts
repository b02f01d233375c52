/** How long growth is worth an alarm. */
const windowMilliseconds = 180_000

/**
 * Follows a counter: by how much it has grown within the last three minutes. A counter that falls was started anew; the
 * first value is no growth.
 */
export function rememberGrowth(): (value: number | null, uptime: number) => number {
  let last: number | null = null
  let steps: { at: number; by: number }[] = []
  return (value, uptime) => {
    steps = steps.filter(({ at }) => uptime - at < windowMilliseconds)
    if (value !== null) {
      const by = last === null ? 0 : value >= last ? value - last : value
      if (by > 0) steps.push({ at: uptime, by })
      last = value
    }
    return steps.reduce((sum, { by }) => sum + by, 0)
  }
}
