import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gtidSetText } from '../../src/mysql/position.ts'
import type { Context } from '../act/context.ts'
import { withSession } from '../mysql/with-session.ts'
import { runChild, startChild } from './child.ts'
import { prepareArgs, unpackArgs } from './command-lines.ts'
import { emptyData, handOver, ownerOf } from './data-directory.ts'
import type { Kept } from './data-directory.ts'
import { feed } from './feed.ts'
import type { Offer } from './offer.ts'
import { gtidOfBinlogInfo, positionOfCopy, setPosition } from './position.ts'
import type { Position } from './position.ts'
import { needProgram } from './programs.ts'
import type { Reporter } from './reporter.ts'
import { startServer, stopServer } from './unit.ts'

/**
 * Files from the donor's backup program, unpacked as they come: no room is needed but for the data itself. What comes is
 * handled with the rights of the server's account: it cannot write anywhere else, whatever is in it.
 */
export async function byBackup(
  context: Context,
  method: 'mariadb-backup' | 'xtrabackup',
  { style }: Offer,
  report: Reporter,
): Promise<string> {
  const { settings, signal } = context
  const { datadir } = settings.mysql
  const mariadb = method === 'mariadb-backup'
  const unpack = needProgram(mariadb ? 'mbstream' : 'xbstream', settings.mysql)
  const prepare = needProgram(mariadb ? 'mariadbBackup' : 'xtrabackup', settings.mysql)

  const account = await ownerOf(datadir)
  await stopServer(context)
  let kept: Kept = { files: [] }
  const begin = async () => {
    report.stage('copying')
    kept = await emptyData(settings.mysql)
    return startChild(unpack, unpackArgs(datadir), signal, { stdio: ['pipe', 'ignore', 'pipe'], account })
  }
  const end = await feed(context, method, begin, report)
  const before = end.text('before', gtidSetText)
  report.stage('preparing')
  await runChild(prepare, prepareArgs(datadir), signal, { account })
  const position = positionOfCopy(style, gtidOfBinlogInfo(await binlogInfo(datadir)), before)
  await handOver(settings.mysql, kept, account, signal)
  report.stage('starting')
  await startServer(context)
  await takePosition(context, position)
  return `at ${position.executed}`
}

/** The file's name changed with MariaDB 11. */
async function binlogInfo(datadir: string): Promise<string> {
  const read = (name: string) => readFile(join(datadir, name), 'utf8')
  return read('mariadb_backup_binlog_info').catch(() => read('xtrabackup_binlog_info'))
}

/** A server that runs on a physical copy learns what it holds. */
function takePosition({ settings, signal }: Context, position: Position): Promise<void> {
  return withSession(settings.mysql, signal, async (session) => {
    if (session.can.superReadOnly) await session.run('SET GLOBAL super_read_only=0')
    await setPosition(session, position)
    if (session.can.superReadOnly) await session.run('SET GLOBAL super_read_only=1')
  })
}
