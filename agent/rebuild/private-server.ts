import { randomBytes } from 'node:crypto'
import { chown, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Capabilities } from '../../src/mysql/capabilities.ts'
import { quoteString } from '../../src/mysql/quote.ts'
import { moment } from '../act/context.ts'
import type { Context } from '../act/context.ts'
import { openSession, SqlError } from '../mysql/session.ts'
import type { MysqlSettings } from '../settings.ts'
import { startChild } from './child.ts'
import type { Child } from './child.ts'
import { needProgram } from './programs.ts'

/** The account by which data is loaded; it lives as long as the loading. */
export const loader = { user: 'mysqlha_load', host: 'localhost' } as const

const startMilliseconds = 30 * 60_000
const stopMilliseconds = 10 * 60_000

/** Loads data into this node's own data directory while the server's unit is stopped: nobody sees it half-loaded. */
export function withPrivateServer<T>(
  { settings, signal }: Context,
  account: PrivateServer['account'],
  work: (login: MysqlSettings) => Promise<T>,
): Promise<T> {
  const { mysql, paths } = settings
  return withServer({ mysql, run: paths.scratch, account, signal, args: [] }, work)
}

/** How a server for nobody else is started. */
export interface PrivateServer {
  /** With the data directory on which it runs. */
  mysql: MysqlSettings
  /** Below it are its socket and its log, for as long as it runs. */
  run: string
  /** What the server can do, to make an account to log in by; `unasked`: everybody may do everything, whatever accounts there are. */
  account: Capabilities | 'unasked'
  signal: AbortSignal
  /** What differs from the configuration file, besides what makes it private. */
  args: readonly string[]
}

/** Runs work on a start of the server for nobody else: no network, a socket that only root and the server can reach. */
export async function withServer<T>(
  { mysql, run, account, signal, args }: PrivateServer,
  work: (login: MysqlSettings) => Promise<T>,
): Promise<T> {
  const program = needProgram('server', mysql)
  const directory = await mkdtemp(join(run, 'server-'))
  const { uid, gid } = await stat(mysql.datadir)
  const password = `${randomBytes(24).toString('hex')}-Aa1`
  const login = { ...mysql, socket: join(directory, 'sock'), user: loader.user, password }
  try {
    const initFile = join(directory, 'init.sql')
    if (account !== 'unasked') {
      await writeFile(initFile, accountStatements(account, password), { mode: 0o600, flag: 'wx' })
      await chown(initFile, uid, gid)
    }
    await chown(directory, uid, gid)
    const log = join(directory, 'error.log')
    const first = account === 'unasked' ? ['--skip-grant-tables'] : [`--init-file=${initFile}`]
    const all = [...serverArgs(mysql, login.socket, log), ...first, ...args]
    const child = startChild(program, all, signal, {
      account: { uid, gid },
      endsWithUs: true,
    })
    try {
      await answers(login, child, log, signal)
      await rm(initFile, { force: true })
      return await work(login)
    } finally {
      await stopped(child)
    }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** Any number of starts: an earlier one may have been cut off. */
function accountStatements(can: Capabilities, password: string): string {
  const account = `${quoteString(loader.user)}@${quoteString(loader.host)}`
  const secret = quoteString(password)
  const made = can.alterUserIdentifiedBy
    ? [
        `CREATE USER IF NOT EXISTS ${account} IDENTIFIED BY ${secret};`,
        `ALTER USER ${account} IDENTIFIED BY ${secret};`,
        `GRANT ALL PRIVILEGES ON *.* TO ${account} WITH GRANT OPTION;`,
      ]
    : [`GRANT ALL PRIVILEGES ON *.* TO ${account} IDENTIFIED BY ${secret} WITH GRANT OPTION;`]
  return ['SET SESSION sql_log_bin=0;', ...made, ''].join('\n')
}

function serverArgs({ configFile }: MysqlSettings, socket: string, log: string): string[] {
  return [
    `--defaults-file=${configFile}`,
    '--skip-networking',
    // It has a socket of its own.
    '--loose-mysqlx=OFF',
    `--socket=${socket}`,
    `--pid-file=${socket}.pid`,
    `--log-error=${log}`,
    '--read-only=0',
    '--loose-super-read-only=0',
    '--event-scheduler=OFF',
    // Until the end the data counts for nothing, and a clean stop writes it all.
    '--innodb-flush-log-at-trx-commit=0',
    '--sync-binlog=0',
    // A value comes as hexadecimal digits: twice its size.
    '--max-allowed-packet=1G',
  ]
}

async function answers(login: MysqlSettings, child: Child, log: string, signal: AbortSignal): Promise<void> {
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(startMilliseconds)])
  for (;;) {
    try {
      const session = await openSession(login)
      session.destroy()
      return
    } catch (error) {
      if (child.over()) throw new Error(`the private server did not start: ${await lastWords(child, log)}`)
      // Its accounts are made before it answers anybody.
      if (error instanceof SqlError && error.errno > 0) throw error
      await moment(200, bounded)
    }
  }
}

async function lastWords(child: Child, log: string): Promise<string> {
  const said = await readFile(log, 'utf8').catch(() => '')
  const errors = said.split('\n').filter((line) => /\[ERROR\]/.test(line))
  const end = await child.ended.then(
    () => 'it ended',
    (error: Error) => error.message,
  )
  return errors.slice(-3).join(' / ') || end
}

async function stopped(child: Child): Promise<void> {
  if (child.over()) return
  // Its own end: an aborted child counts as ended before it is gone, and its data is in use until then.
  const gone = new Promise<void>((resolve) => child.process.once('exit', () => resolve()))
  child.process.kill('SIGTERM')
  const kill = setTimeout(() => child.process.kill('SIGKILL'), stopMilliseconds)
  await gone
  clearTimeout(kill)
  await child.ended
}
