import type { LogPlace } from './stop-position.ts'
import { readTransactions } from './transactions.ts'

/**
 * The newest of MariaDB's transactions of each domain and server between two places of the logs, in the order in which they
 * come last: after a change of roles several servers have written.
 */
export async function newestOfServers(
  files: readonly string[],
  from: LogPlace,
  to: LogPlace,
): Promise<string[]> {
  const newest = new Map<string, string>()
  for (const [file, path] of files.entries()) {
    if (file < from.file || file > to.file) continue
    await readTransactions(path, ({ gtid, position, endPosition }) => {
      if (file === to.file && endPosition > to.position) return 'stop'
      if (gtid === null || (file === from.file && position < from.position)) return 'continue'
      const server = gtid.slice(0, gtid.lastIndexOf('-'))
      // Anew, so that it stands last.
      newest.delete(server)
      newest.set(server, gtid)
      return 'continue'
    })
  }
  return [...newest.values()]
}
