import type { TLSSocket } from 'node:tls'
import type { Session } from '../mysql/session.ts'
import { textOf } from '../../src/mysql/row.ts'
import { isUsers } from '../../src/mysql/own-schemas.ts'
import type { Settings } from '../settings.ts'
import { withSession } from '../mysql/with-session.ts'
import { outputOf, startChild } from './child.ts'
import { dumpCommand } from './command-lines.ts'
import { sendData } from './frames.ts'
import type { Position } from './position.ts'
import { needProgram } from './programs.ts'
import { openRowReader } from './row-reader.ts'
import { withSecretFile } from './secret-file.ts'
import { sqlOf } from './sql-of.ts'
import { atStandstill, snapshotTaken } from './standstill.ts'
import { pump } from './stream-backup.ts'

/** Sends all data as SQL, read in one snapshot, and says which transactions it holds. */
export async function streamDump(
  settings: Settings,
  socket: TLSSocket,
  signal: AbortSignal,
): Promise<Record<keyof Position, string>> {
  const can = await withSession(settings.mysql, signal, (session) => Promise.resolve(session.can))
  const withoutDictionary = can.uuidGtids && !can.dynamicPrivileges
  return withoutDictionary ? byReading(settings, socket, signal) : byProgram(settings, socket, signal)
}

/**
 * MySQL before 8.0 is often there without its own programs, and MariaDB's ask it for columns that it has not. Such a server
 * keeps routines and events in tables, so reading tables, views and triggers is all there is to do.
 */
async function byReading(settings: Settings, socket: TLSSocket, signal: AbortSignal) {
  const { position, begun: reader } = await atStandstill(
    settings.mysql,
    () => openRowReader(settings.mysql, signal),
    signal,
  )
  try {
    for await (const text of sqlOf(reader)) await sendData(socket, Buffer.from(text))
  } finally {
    reader.close()
  }
  return { ...position }
}

function byProgram(settings: Settings, socket: TLSSocket, signal: AbortSignal) {
  const program = needProgram('dump', settings.mysql)
  return isMysqls(program, signal).then((ofMysql) => {
    const command = dumpCommand(settings.mysql, ofMysql)
    return withSecretFile(settings, command.options, async (optionFile) => {
      const { position, begun: child } = await atStandstill(
        settings.mysql,
        async (session) => {
          await refuseRounding(session)
          const started = startChild(program, command.args(optionFile), signal, {
            stdio: ['ignore', 'pipe', 'pipe'],
            nice: true,
          })
          await snapshotTaken(session, started, settings.mysql.user, signal)
          return started
        },
        signal,
      )
      await pump(child.process.stdout, socket)
      await child.ended
      return { ...position }
    })
  })
}

async function isMysqls(program: string, signal: AbortSignal): Promise<boolean> {
  return !/mariadb/i.test(await outputOf(program, ['--no-defaults', '--version'], signal))
}

/** The servers print six digits of a FLOAT, and their programs copy what is printed. @throws naming columns that would change */
async function refuseRounding(session: Session): Promise<void> {
  const rows = await session.run(
    `SELECT CONCAT(c.table_schema, '.', c.table_name, '.', c.column_name) AS name
      FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
      WHERE c.data_type = 'float' AND t.table_type = 'BASE TABLE' AND ${isUsers('c.table_schema')} ORDER BY 1 LIMIT 3`,
  )
  if (rows.length === 0) return
  const names = rows.map((row) => textOf(row['name'])).join(', ')
  throw new Error(
    `a dump would round the values of FLOAT columns (${names}) to six digits: copy by clone, mariadb-backup or xtrabackup, or make them DOUBLE`,
  )
}
