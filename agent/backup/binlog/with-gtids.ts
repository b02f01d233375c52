import { forMysql, isUnreadGtid, positionIn, rewriteLines } from '../../mysql/printed-binlog.ts'
import { BinlogError } from './binlog-error.ts'

/** A GTID of MySQL's, and where in which log its event begins. */
export interface PlacedGtid {
  readonly position: number
  readonly gtid: string
  readonly path: string
}

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
  const rewritten = async (line: string): Promise<string> => {
    at = positionIn(line) ?? at
    // What these two begin is no part of a transaction.
    if (at === 4 && beginning.test(line)) return `${line}\nSET @@SESSION.GTID_NEXT= 'AUTOMATIC'/*!*/;`
    if (line === '# End of log file') return "SET @@SESSION.GTID_NEXT= 'AUTOMATIC';"
    if (!isUnreadGtid(line)) return forMysql(line)
    const { value } = await gtids.next()
    if (value?.position !== at)
      throw new BinlogError(`the program printed a GTID event at ${at} that the logs have not`)
    return `SET @@SESSION.GTID_NEXT= '${value.gtid}'/*!*/;`
  }
  try {
    yield* rewriteLines(source, rewritten)
    const { value } = await gtids.next()
    if (value)
      throw new BinlogError(`${value.path}: the program did not print the GTID event at ${value.position}`)
  } finally {
    await gtids.return()
  }
}
