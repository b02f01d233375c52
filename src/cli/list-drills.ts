import { drills } from '../drill/catalogue.ts'
import { catalogueLines } from '../drill/report.ts'
import { jsonLine } from '../ui/json-line.ts'
import type { OutputKind } from '../ui/view.ts'
import type { ProcessIo } from './io.ts'

/** Lists the drills that there are, one a line; connects to nothing. */
export function listDrills({ output }: { readonly output: OutputKind }, { stdout }: ProcessIo): number {
  const lines =
    output === 'json'
      ? drills.map(({ name, needs, does }) => jsonLine({ name, needs, does }))
      : catalogueLines(drills).map((line) => `${line}\n`)
  for (const line of lines) stdout.write(line)
  return 0
}
