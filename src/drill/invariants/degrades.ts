import { recordsOf } from './observed.ts'
import type { Finding, Observed } from './observed.ts'
import { longest, shared, spansOf } from './spans.ts'

/** The agent reads the state of semi-sync with every turn, 250 ms; what is over before it looks again nobody can write down. */
const unseenMilliseconds = 1500

/** A primary that has stopped waiting for its standby says so, with the GTID from which on nothing is insured. */
export function degradesAreRecorded({ nodes, degradesRecorded, injectedAt }: Observed): Finding {
  const unrecorded = nodes.flatMap(({ name, records }) => {
    const looks = recordsOf(records, 'server').filter(({ at }) => at > injectedAt)
    const degraded = longest(
      shared(
        spansOf(looks.map(({ at, semisync }) => ({ at, holds: semisync === false }))),
        spansOf(looks.map(({ at, writable }) => ({ at, holds: writable === true }))),
      ),
    )
    return degraded > unseenMilliseconds && !degradesRecorded.has(name) ? [name] : []
  })
  return {
    name: 'degrades recorded',
    holds: unrecorded.length === 0,
    seen: unrecorded.length === 0 ? 'all' : `not on ${unrecorded.join(', ')}`,
  }
}
