import type { Summary } from './summary.ts'

const betweenMilliseconds = 30_000

/** Says now and then how far a long run is: seeds, their rate, how long the rest takes, and which broke a promise. */
export function progressOf(total: number, say: (line: string) => void): (soFar: Summary) => void {
  const started = performance.now()
  let saidAt = started
  return ({ seeds, broken }) => {
    const now = performance.now()
    if (now - saidAt < betweenMilliseconds) return
    saidAt = now
    const rate = (1000 * seeds) / (now - started)
    const minutes = Math.ceil((total - seeds) / rate / 60)
    const which =
      broken.length === 0
        ? ''
        : `: ${broken
            .slice(0, 8)
            .map(({ seed }) => seed)
            .join(' ')}`
    say(
      `${seeds} of ${total} seeds, ${Math.round(rate)} a second, ${minutes} min to go, ${broken.length} broken${which}`,
    )
  }
}
