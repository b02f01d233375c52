import { jsonLine } from '../ui/json-line.ts'
import { oneLine } from '../ui/printable.ts'
import type { OutputKind } from '../ui/view.ts'
import type { ProcessIo } from './io.ts'

/** Says something to the person: as a line, whose indentation stays, or as an event in JSON. Texts may come from hosts. */
export type Tell = (event: string, line: string, data?: Readonly<Record<string, unknown>>) => void

export function tellOn({ stdout }: ProcessIo, output: OutputKind): Tell {
  return (event, line, data = {}) => {
    const message = oneLine(line)
    stdout.write(
      output === 'json'
        ? jsonLine({ event, message, ...data })
        : `${/^ */.exec(line)?.[0] ?? ''}${message}\n`,
    )
  }
}
