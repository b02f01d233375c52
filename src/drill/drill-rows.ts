import { sh } from '../values/shell.ts'
import { rowsTable } from './on-host/records.ts'
import { attempt } from './scene.ts'
import type { Stage } from './scene.ts'

/**
 * Reads what mysqlbinlog has written of saved transactions, with rows decoded, and prints how many rows of the drill it
 * holds, and how many other things: rows of other tables, and statements, which are events that begin no transaction.
 */
export const countScript = String.raw`BEGIN { ours = ENVIRON["OURS"] }
/^### (INSERT INTO|UPDATE|DELETE FROM) / { $0 == ours ? drilled++ : others++ }
/^#[0-9]+ .*\t(Query|Load_data|Execute_load_query)\t/ { others++; query = 1 }
$0 == "/*!*/;" && before == "BEGIN" && query { others--; query = 0 }
{ before = $0 }
END { print drilled + 0, others + 0 }`

/** How mysqlbinlog writes a row of the drill. */
export const ownRows = `### INSERT INTO ${rowsTable
  .split('.')
  .map((part) => `\`${part}\``)
  .join('.')}`

/** Whether saved transactions are rows of the drill and nothing else; undefined when the node does not answer. */
export async function onlyDrillRows(stage: Stage, name: string, dump: string): Promise<boolean | undefined> {
  const count = sh`LC_ALL=C OURS=${ownRows} awk ${countScript} ${dump}`.timeout(120)
  const { exitCode, stdout } = await attempt(stage, name, count)
  return exitCode === null ? undefined : exitCode === 0 && isOnlyDrillRows(stdout)
}

/** Judges the two counts. */
export function isOnlyDrillRows(counts: string): boolean {
  const [drilled, others] = counts.trim().split(' ').map(Number)
  return drilled !== undefined && drilled > 0 && others === 0
}
