import { PlaybookError } from '../errors.ts'
import type { HostReader } from '../plan/host.ts'
import type { Row, ShellResult } from '../values/probe.ts'
import { sh } from '../values/shell.ts'
import type { ShellCommand } from '../values/shell.ts'
import type { MysqlLogin, SqlStatement } from '../values/sql.ts'
import { asText } from './command.ts'
import { commandFailed } from './failures.ts'
import { readContent } from './probe-batch.ts'
import type { Remote } from './remote.ts'
import { sqlFailed } from './sql-failure.ts'
import type { SqlSessions } from './sql-sessions.ts'

const statementTimeoutSeconds = 60

/** The four looking verbs over one connection. */
export class RemoteReader implements HostReader {
  protected readonly remote: Remote
  protected readonly sessions: SqlSessions

  constructor(remote: Remote, sessions: SqlSessions) {
    this.remote = remote
    this.sessions = sessions
  }

  get name(): string {
    return this.remote.name
  }

  async test(command: ShellCommand): Promise<boolean> {
    const result = asText(await this.remote.run(command))
    if (result.timedOut || result.exitCode === 126 || result.exitCode === 127)
      throw commandFailed(this.name, command, result)
    return result.exitCode === 0
  }

  async capture(command: ShellCommand): Promise<string> {
    return (await this.succeed(command)).stdout.replace(/\n$/, '')
  }

  async readFile(path: string, maxBytes = 1024 * 1024): Promise<Buffer> {
    const content = await readContent(this.remote.shell, path, maxBytes)
    if (content !== undefined) return content
    const command = sh`test -f ${path} && test -r ${path}`
    const there = await this.test(command)
    throw new PlaybookError(
      'CommandFailed',
      there
        ? `${path} on ${this.name} is larger than ${maxBytes} bytes`
        : `${path} on ${this.name} is no file that can be read`,
    )
  }

  async rows(login: MysqlLogin, statement: SqlStatement): Promise<Row[]> {
    const result = await this.sessions.run(login, statement, statementTimeoutSeconds)
    if (result.error !== undefined || result.timedOut) throw sqlFailed(this.name, login, statement, result)
    return [...result.rows]
  }

  /** Runs a command that must exit 0. */
  protected async succeed(command: ShellCommand): Promise<ShellResult> {
    const result = asText(await this.remote.run(command))
    if (result.exitCode !== 0) throw commandFailed(this.name, command, result)
    return result
  }
}
