import { BinlogError } from './binlog-error.ts'

/** A GTID of MySQL's, and where in which log its event begins. */
export interface PlacedGtid {
  readonly position: number
  readonly gtid: string
  readonly path: string
}

/** What MariaDB's program sets for servers that know it; MySQL's do not. */
const unknownToMysql = /, @@session\.(?:check_constraint_checks|system_versioning_insert_history)=\d/g
const newName = /utf8mb3/g

/** The first event of each log. */
const beginning = /^#\d{6} .*\tStart: binlog v \d+, server v /

/**
 * Puts MySQL's GTIDs back into what MariaDB's program printed, where that shows an event which it cannot read, and takes out
 * what MySQL's servers do not know.
 * @param gtids of exactly what was printed, in order
 * @throws BinlogError when what was printed has not exactly these
 */
export async function* withGtids(
  source: AsyncIterable<Buffer>,
  gtids: AsyncGenerator<PlacedGtid, void, undefined>,
): AsyncGenerator<Buffer, void, undefined> {
  let at = 0
  let rest = ''
  const rewritten = async (line: string): Promise<string> => {
    at = Number(/^# at (\d+)$/.exec(line)?.[1] ?? at)
    if (line.startsWith('SET @@session.')) return line.replace(unknownToMysql, '').replace(newName, 'utf8')
    // What these two begin is no part of a transaction.
    if (at === 4 && beginning.test(line)) return `${line}\nSET @@SESSION.GTID_NEXT= 'AUTOMATIC'/*!*/;`
    if (line === '# End of log file') return "SET @@SESSION.GTID_NEXT= 'AUTOMATIC';"
    if (!line.startsWith('# Ignorable event type 33 ')) return line
    const { value } = await gtids.next()
    if (value?.position !== at)
      throw new BinlogError(`the program printed a GTID event at ${at} that the logs have not`)
    return `SET @@SESSION.GTID_NEXT= '${value.gtid}'/*!*/;`
  }
  try {
    for await (const chunk of source) {
      // Each byte is one character, whatever it means.
      const lines = (rest + chunk.toString('latin1')).split('\n')
      rest = lines.pop() ?? ''
      const done: string[] = []
      for (const line of lines) done.push((await rewritten(line)) + '\n')
      yield Buffer.from(done.join(''), 'latin1')
    }
    const { value } = await gtids.next()
    if (value)
      throw new BinlogError(`${value.path}: the program did not print the GTID event at ${value.position}`)
    yield Buffer.from(`${rest}\n`, 'latin1')
  } finally {
    await gtids.return()
  }
}
