import type { RunEvent } from '../run/events.ts'
import type { Output, View } from './view.ts'

/** JSON leaves DEL, C1 controls and line separators as they are; a terminal that shows the line must not obey them. */
function escaped(json: string): string {
  return json.replace(
    /[\x7f-\x9f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** Every event as one JSON object a line, with the time it was shown at (ISO 8601) unless it carries one. */
export function jsonView(output: Output, now: () => Date): View {
  return {
    event(event: RunEvent) {
      output.write(`${escaped(JSON.stringify({ at: now().toISOString(), ...event }))}\n`)
    },
    async end() {
      // Every line is out already.
    },
  }
}
