import { columns } from '../ui/columns.ts'
import { duration } from '../ui/duration.ts'
import { oneLine } from '../ui/printable.ts'
import type { Drill } from './drill.ts'
import type { DrillResult } from './result.ts'

const headings = ['', 'drill', 'leads', 'acknowledged', 'RPO', 'RTO', 'invariants', 'took']

function lossText({ loss }: DrillResult): string {
  if (!loss) return '?'
  const { synchronous, asynchronous } = loss
  return asynchronous > 0 ? `${synchronous} (+${asynchronous} asynchronous)` : String(synchronous)
}

function cells(result: DrillResult): string[] {
  const { drill, before, after, acknowledged, outageMilliseconds, findings, milliseconds, failures } = result
  const broken = findings.filter(({ holds }) => !holds)
  const noted = findings.filter(({ seen }) => /\d/.test(seen))
  return [
    failures.length === 0 ? '✔' : '✖',
    drill,
    after === undefined ? '?' : after === before ? `${before} stays` : `${before} → ${after}`,
    String(acknowledged),
    lossText(result),
    outageMilliseconds === undefined ? '?' : `${(outageMilliseconds / 1000).toFixed(2)} s`,
    broken.length > 0 ? 'BROKEN' : noted.map(({ name, seen }) => `${name}: ${seen}`).join('; ') || 'hold',
    duration(milliseconds),
  ]
}

/** What all drills came to, for people. */
export function resultLines(results: readonly DrillResult[]): string[] {
  const [first] = results
  if (!first) return []
  const failures = results.flatMap(({ drill, failures }) =>
    failures.map((why) => oneLine(`✖ ${drill}: ${why}`)),
  )
  const wrong = results.filter((result) => result.failures.length > 0).length
  return [
    ...columns([headings, ...results.map(cells)]),
    '',
    ...failures,
    `${results.length - wrong} of ${results.length} drills went as they must, on ${oneLine(first.version)}.`,
  ]
}

/** The drills that there are. */
export function catalogueLines(drills: readonly Drill[]): string[] {
  return columns(drills.map(({ name, needs, does }) => [name, needs === 'lab' ? 'lab' : '', does]))
}
