import type { TLSSocket } from 'node:tls'
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
