import { gtidSetText, joinPositions } from '../../src/mysql/position.ts'
import type { GtidStyle } from '../../src/mysql/position.ts'
import { quoteString } from '../../src/mysql/quote.ts'
import { gtidText } from '../../src/mysql/row.ts'
import { resetBinaryLogs } from '../../src/mysql/statements.ts'
import type { Session } from '../mysql/session.ts'

/** Which transactions a copy holds. */
export interface Position {
  style: GtidStyle
  /** `gtid_executed`, or MariaDB's `gtid_binlog_state`: the newest transaction of every server that ever wrote. */
  executed: string
  /** MariaDB: where replication goes on, one GTID a domain. */
  next: string
}

/** Reads it on a server that does not write at this moment. */
export async function readPosition(session: Session): Promise<Position> {
  if (session.can.uuidGtids) {
    const [row] = await session.run('SELECT @@GLOBAL.gtid_executed AS executed')
    return { style: 'uuid', executed: gtidText(row?.['executed']), next: '' }
  }
  const [row] = await session.run(
    'SELECT @@GLOBAL.gtid_binlog_state AS executed, @@GLOBAL.gtid_current_pos AS next',
  )
  return { style: 'mariadb', executed: gtidText(row?.['executed']), next: gtidText(row?.['next']) }
}

/**
 * Takes a physical copy's own word for it. MariaDB's copy knows one GTID a domain; what other servers wrote before is in
 * the donor's state as it was when the copy began, and without that this node would seem to lack it for ever.
 */
export function positionOfCopy(style: GtidStyle, gtid: string, before: string): Position {
  return style === 'uuid'
    ? { style, executed: gtid, next: '' }
    : { style, executed: joinPositions(style, before, gtid), next: gtid }
}

/** Makes a server that holds a copy say so. Its binary logs are forgotten: they are of other data. */
export async function setPosition(session: Session, position: Position): Promise<void> {
  for (const statement of resetBinaryLogs(session.can)) await session.run(statement)
  if (position.style === 'uuid') {
    await session.run(`SET GLOBAL gtid_purged=${quoteString(position.executed)}`)
    return
  }
  await session.run(`SET GLOBAL gtid_binlog_state=${quoteString(position.executed)}`)
  await session.run(`SET GLOBAL gtid_slave_pos=${quoteString(position.next)}`)
}

/**
 * The GTIDs in `xtrabackup_binlog_info` (`mariadb_backup_binlog_info` since MariaDB 11): log file, offset, set, separated
 * by tabs; a set of several servers goes on in the next lines.
 * @throws when there is none
 */
export function gtidOfBinlogInfo(text: string): string {
  const [, , ...rest] = text.trim().split(/[\t ]+/)
  const gtid = rest.join('').replace(/\s+/g, '')
  if (gtid === '' || !gtidSetText.test(gtid))
    throw new Error('the copy does not say which transactions it holds')
  return gtid
}
