import { knowsGtidSets } from '../../mysql/printed-binlog.ts'
import type { LogRange } from './apply-command.ts'
import { readEvents } from './events.ts'
import { isMysqls } from './log-kind.ts'
import { withGtids } from './with-gtids.ts'
import type { PlacedGtid } from './with-gtids.ts'
import type { Rewrite } from './run-printed.ts'

/**
 * What the program's SQL needs: nothing where it is of the server's maker. MariaDB's may be the only one beside an old MySQL,
 * and leaves out MySQL's GTIDs: without them nothing that was executed would be skipped.
 */
export async function rewriting(
  program: string,
  files: readonly string[],
  range: LogRange,
  signal: AbortSignal,
): Promise<Rewrite | null> {
  const [first] = files
  if (first === undefined || !(await isMysqls(first)) || (await knowsGtidSets(program, signal))) return null
  return (source) => withGtids(source, gtidsIn(files, range))
}

async function* gtidsIn(
  files: readonly string[],
  { startPosition, stopPosition }: LogRange,
): AsyncGenerator<PlacedGtid, void, undefined> {
  for (const [index, path] of files.entries()) {
    for await (const { position, gtid } of readEvents(path)) {
      if (index === files.length - 1 && stopPosition !== null && position >= stopPosition) break
      if (gtid !== null && (index > 0 || position >= startPosition)) yield { position, gtid, path }
    }
  }
}
