import type { TableCount } from './counts-file.ts'

type Counted = Pick<TableCount, 'schema' | 'table' | 'rows'>

/**
 * What is wrong with restored tables, given what was counted when the backup was made; empty: nothing. Tables that were made
 * or dropped while the backup ran are named by the recorded list alone, which was read at its end.
 */
export function wrongTables(recorded: readonly TableCount[], restored: readonly Counted[]): string[] {
  const found = new Map(restored.map((one) => [JSON.stringify([one.schema, one.table]), one]))
  return recorded.flatMap(({ schema, table, rows, exact }) => {
    const here = found.get(JSON.stringify([schema, table]))
    if (here === undefined) return exact ? [`${schema}.${table} is missing`] : []
    if (exact && here.rows !== rows)
      return [`${schema}.${table} has ${String(here.rows)} rows, not ${String(rows)}`]
    return []
  })
}
