import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { GtidStyle } from '../../src/mysql/position.ts'
import { startChild } from '../rebuild/child.ts'
import type { ErrantPlace } from './errant-places.ts'

/** What MariaDB's tool sets for servers that know it; MySQL's do not. */
const unknownToMysql = /, @@session\.(check_constraint_checks|system_versioning_insert_history)=\d/g

/**
 * Prints one place of a binary log by MariaDB's tool. It knows nothing of MySQL's GTIDs: they are put back
 * where the tool shows an event that it cannot read.
 */
export async function printPlace(
  tool: string,
  directory: string,
  place: ErrantPlace,
  output: FileHandle,
  signal: AbortSignal,
): Promise<void> {
  const range = [`--start-position=${place.start}`, `--stop-position=${place.stop}`]
  const child = startChild(tool, ['-vv', ...range, join(directory, place.log)], signal, {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const { stdout } = child.process
  if (stdout === null) throw new Error(`${tool} gives no output`)
  // MariaDB's own GTIDs the tool shows by itself.
  const style = [...place.gtids.values()].some((gtid) => gtid.includes(':')) ? 'uuid' : 'mariadb'
  let at = 0
  for await (const line of createInterface({ input: stdout })) {
    at = Number(/^# at (\d+)$/.exec(line)?.[1] ?? at)
    await output.write(`${restored(line, place.gtids.get(at), style)}\n`)
  }
  await child.ended
}

function restored(line: string, gtid: string | undefined, gtidStyle: GtidStyle): string {
  if (line.startsWith('# Ignorable event type 33') && gtid !== undefined)
    return `SET @@SESSION.GTID_NEXT= '${gtid}'/*!*/;`
  if (line === '# End of log file' && gtidStyle === 'uuid') return "SET @@SESSION.GTID_NEXT= 'AUTOMATIC';"
  return line.replaceAll(unknownToMysql, '')
}
