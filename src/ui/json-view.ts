import { jsonLine } from './json-line.ts'
import type { RunEvent } from '../run/events.ts'
import type { Output, View } from './view.ts'

/** Every event as one JSON object a line, with the time it was shown at (ISO 8601) unless it carries one. */
export function jsonView(output: Output, now: () => Date): View {
  return {
    event(event: RunEvent) {
      output.write(jsonLine({ at: now().toISOString(), ...event }))
    },
    async end() {
      // Every line is out already.
    },
  }
}
