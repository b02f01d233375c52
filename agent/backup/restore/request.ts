import type { Target } from './choose.ts'

/** What a restore is asked for. */
export interface RestoreRequest {
  readonly target: Target
  /** `instead`: in the place of this node's data; `beside`: as a server of its own, which leaves the node alone. */
  readonly where: 'instead' | 'beside'
  /** Beside: only this schema, or only this table of it, is kept; `null`: everything. */
  readonly only: { readonly schema: string; readonly table: string | null } | null
}

/** Reads the options of the command line. @throws saying which option is wrong */
export function parseRequest(values: Readonly<Record<string, string | boolean | undefined>>): RestoreRequest {
  const text = (name: string) => (typeof values[name] === 'string' ? values[name] : undefined)
  const [id, until, gtid, only] = [text('id'), text('until'), text('gtid'), text('only')]
  if ([id, until, gtid].filter((one) => one !== undefined).length > 1)
    throw new Error('--id, --until and --gtid exclude each other')
  const where = values['instead'] === true ? 'instead' : 'beside'
  if (where === 'instead' && only !== undefined)
    throw new Error('--only needs a server of its own: leave --instead away')
  return { target: targetOf(id, until, gtid), where, only: only === undefined ? null : onlyOf(only) }
}

function targetOf(id?: string, until?: string, gtid?: string): Target {
  if (id !== undefined) return { kind: 'backup', id }
  if (gtid !== undefined) return { kind: 'gtid', gtid }
  if (until === undefined) return { kind: 'newest' }
  const at = new Date(until)
  if (Number.isNaN(at.getTime()) || !/(?:Z|[+-]\d{2}:\d{2})$/.test(until) || !isDate(until.slice(0, 10)))
    throw new Error('--until must be a time with its zone, such as 2026-11-30T14:05:59+08:00')
  // The logs know seconds: the whole second counts.
  return { kind: 'time', at: new Date(Math.floor(at.getTime() / 1000) * 1000) }
}

/** The 30th of February would be taken for a day in March. */
function isDate(text: string): boolean {
  const midnight = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(text)
}

function onlyOf(text: string): NonNullable<RestoreRequest['only']> {
  const [schema = '', table, ...rest] = text.split('.')
  if (schema === '' || table === '' || rest.length > 0)
    throw new Error('--only must be SCHEMA or SCHEMA.TABLE')
  return { schema, table: table ?? null }
}
