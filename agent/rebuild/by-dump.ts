import { gtidSetText } from '../../src/mysql/position.ts'
import { capabilitiesOf } from '../../src/mysql/capabilities.ts'
import type { Capabilities } from '../../src/mysql/capabilities.ts'
import { usersSchemas } from '../../src/mysql/own-schemas.ts'
import { quoteIdentifier } from '../../src/mysql/quote.ts'
import { resetReplicaAll, stopReplica } from '../../src/mysql/statements.ts'
import { parseServerVersion } from '../../src/mysql/version.ts'
import type { Context } from '../act/context.ts'
import type { Session } from '../mysql/session.ts'
import { withSession } from '../mysql/with-session.ts'
import type { MysqlSettings } from '../settings.ts'
import type { Fields } from '../shape.ts'
import { startChild } from './child.ts'
import { feed } from './feed.ts'
import type { Offer } from './offer.ts'
import { setPosition } from './position.ts'
import type { Position } from './position.ts'
import { loader, withPrivateServer } from './private-server.ts'
import { needProgram } from './programs.ts'
import type { Reporter } from './reporter.ts'
import { socketLogin, withSecretFile } from './secret-file.ts'
import { startServer, stopServer } from './unit.ts'

const withoutLoaderMilliseconds = 5000

/** All data as SQL: slower than any copy of files, and there for every release. */
export async function byDump(
  context: Context,
  { version }: Offer,
  untouched: boolean,
  report: Reporter,
): Promise<string> {
  const { settings, signal } = context
  const client = needProgram('client', settings.mysql)
  await stopServer(context)
  const can = capabilitiesOf(parseServerVersion(version))
  if (!untouched && !(await accountsServe(context, can))) await mendAccounts(context, client, report)
  const position = await withPrivateServer(context, can, async (login) => {
    try {
      const end = await load(context, client, login, report)
      report.stage('preparing')
      const loaded = positionOf(end)
      await withSession(login, signal, (session) => settle(session, loaded))
      return loaded
    } catch (error) {
      // The data stays as it was, without the account that was to load it.
      if (!report.touched()) await withoutLoader(login)
      throw error
    }
  })
  report.stage('starting')
  await startServer(context)
  return `at ${position.executed}`
}

/** Whether a server starts on the accounts that are here, and does not refuse views of its own. */
async function accountsServe(context: Context, can: Capabilities): Promise<boolean> {
  const look = (login: MysqlSettings) =>
    withSession(login, context.signal, (session) => session.run(usersSchemas))
  try {
    await withPrivateServer(context, can, look)
    return true
  } catch {
    context.signal.throwIfAborted()
    return false
  }
}

/**
 * A load that was cut off may have left tables of accounts empty or missing (measured). A server that does not read them takes
 * them anew, and goes on where it cannot do something: MariaDB has no scheduler then for events. What counts is the strict
 * load that follows.
 */
function mendAccounts(context: Context, client: string, report: Reporter): Promise<unknown> {
  return withPrivateServer(context, 'unasked', (login) => load(context, client, login, report, ['--force']))
}

/** What the dump does not overwrite must not survive it: users' schemas, and the old source. */
async function forgetEverything(session: Session): Promise<void> {
  await session.run('SET SESSION sql_log_bin=0')
  await session.run('SET SESSION foreign_key_checks=0')
  await session.run(stopReplica(session.can))
  await session.run(resetReplicaAll(session.can))
  const rows = await session.run(usersSchemas)
  for (const { name } of rows) await session.run(`DROP DATABASE ${quoteIdentifier(String(name))}`)
}

/** The server's client stops at the first error, unless it is told to go on. */
function load(
  context: Context,
  client: string,
  login: MysqlSettings,
  report: Reporter,
  further: readonly string[] = [],
): Promise<Fields> {
  return withSecretFile(context.settings, socketLogin(login), (path) => {
    const args = [
      `--defaults-file=${path}`,
      '--batch',
      '--binary-mode',
      '--max-allowed-packet=1G',
      '--init-command=SET SESSION sql_log_bin=0',
      ...further,
    ]
    const begin = async () => {
      report.stage('copying')
      await withSession(login, context.signal, forgetEverything)
      return startChild(client, args, context.signal, { stdio: ['pipe', 'ignore', 'pipe'] })
    }
    return feed(context, 'logical-dump', begin, report)
  })
}

function positionOf(end: Fields): Position {
  return {
    style: end.choice('style', ['uuid', 'mariadb']),
    executed: end.text('executed', gtidSetText),
    next: end.text('next', gtidSetText),
  }
}

/** The accounts are the donor's now; the one that loaded them goes. */
async function settle(session: Session, position: Position): Promise<void> {
  await session.run('SET SESSION sql_log_bin=0')
  await session.run('FLUSH PRIVILEGES')
  await dropLoader(session)
  await setPosition(session, position)
}

function withoutLoader(login: MysqlSettings): Promise<void> {
  return withSession(login, AbortSignal.timeout(withoutLoaderMilliseconds), async (session) => {
    await session.run('SET SESSION sql_log_bin=0')
    await dropLoader(session)
  }).catch(() => undefined)
}

export async function dropLoader(session: Session): Promise<void> {
  const noSuchUser = 1396
  await session.run(`DROP USER '${loader.user}'@'${loader.host}'`).catch((error: { errno?: number }) => {
    if (error.errno !== noSuchUser) throw error
  })
}
