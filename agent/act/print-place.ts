import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import type { GtidStyle } from '../../src/mysql/position.ts'
import { forMysql, isUnreadGtid, noDefaults, positionIn, rewriteLines } from '../mysql/printed-binlog.ts'
import { startChild } from '../rebuild/child.ts'
import type { ErrantPlace } from './errant-places.ts'

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
  const child = startChild(tool, [noDefaults, '-vv', ...range, join(directory, place.log)], signal, {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const { stdout } = child.process
  if (stdout === null) throw new Error(`${tool} gives no output`)
  for await (const bytes of rewriteLines(stdout, restoring(place.gtids))) await output.appendFile(bytes)
  await child.ended
}

/** @param gtids by their positions in the log */
function restoring(gtids: ReadonlyMap<number, string>): (line: string) => string {
  // MariaDB's own GTIDs the tool shows by itself.
  const style: GtidStyle = [...gtids.values()].some((gtid) => gtid.includes(':')) ? 'uuid' : 'mariadb'
  let at = 0
  return (line) => {
    at = positionIn(line) ?? at
    if (style === 'mariadb') return line
    const gtid = gtids.get(at)
    if (isUnreadGtid(line) && gtid !== undefined) return `SET @@SESSION.GTID_NEXT= '${gtid}'/*!*/;`
    if (line === '# End of log file') return "SET @@SESSION.GTID_NEXT= 'AUTOMATIC';"
    return forMysql(line)
  }
}
