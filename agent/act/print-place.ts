import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { GtidStyle } from '../../src/mysql/position.ts'
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
  const child = spawn(tool, ['-vv', ...range, join(directory, place.log)], {
    stdio: ['ignore', 'pipe', 'ignore'],
    signal,
  })
  const closed = once(child, 'close') as Promise<[number | null]>
  // Awaited below, when the output has been read.
  closed.catch(() => undefined)
  // MariaDB's own GTIDs the tool shows by itself.
  const style = [...place.gtids.values()].some((gtid) => gtid.includes(':')) ? 'uuid' : 'mariadb'
  let at = 0
  for await (const line of createInterface({ input: child.stdout })) {
    at = Number(/^# at (\d+)$/.exec(line)?.[1] ?? at)
    await output.write(`${restored(line, place.gtids.get(at), style)}\n`)
  }
  const [code] = await closed
  if (code !== 0) throw new Error(`${tool} ended with ${code}`)
}

function restored(line: string, gtid: string | undefined, gtidStyle: GtidStyle): string {
  if (line.startsWith('# Ignorable event type 33') && gtid !== undefined)
    return `SET @@SESSION.GTID_NEXT= '${gtid}'/*!*/;`
  if (line === '# End of log file' && gtidStyle === 'uuid') return "SET @@SESSION.GTID_NEXT= 'AUTOMATIC';"
  return line.replaceAll(unknownToMysql, '')
}
