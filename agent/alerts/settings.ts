import type { Fields } from '../shape.ts'
import type { AnnouncePolicy } from './announce.ts'
import type { Limits } from './rule.ts'

/** When people are told, and how. */
export interface AlertSettings extends Limits, AnnouncePolicy {
  /** An executable that gets each alarm as JSON on its standard input; `null`: the log alone. */
  command: string | null
}

/** Reads the alert settings; all have a default. @throws ShapeError */
export function parseAlerts(fields: Fields): AlertSettings {
  const seconds = (name: string, usual: number) =>
    fields.nullable(name, () => fields.integer(name, 1, 86_400)) ?? usual
  return {
    command: fields.nullable('command', () => fields.text('command', /^\/[^\0\n]+$/)),
    lagSeconds: seconds('lagSeconds', 5),
    longTransactionSeconds: seconds('longTransactionSeconds', 60),
    repeatSeconds: seconds('repeatSeconds', 180),
  }
}
