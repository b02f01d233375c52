import type { Row, ShellResult } from '../values/probe.ts'
import type { Secret } from '../values/secret.ts'
import type { ShellCommand } from '../values/shell.ts'
import type { MysqlLogin, SqlStatement } from '../values/sql.ts'

export interface FileAttributes {
  /** Four octal digits: `0644`. Kept (or 0644 for a new file) when absent. */
  readonly mode?: string
  readonly owner?: string
  readonly group?: string
}

/** Looking at a host. A lost connection throws; it is never an answer. */
export interface HostReader {
  readonly name: string
  /** True when the command exits 0, false on another status; throws when the command cannot be found (127) or run (126). */
  test(command: ShellCommand): Promise<boolean>
  /** Standard output without its last newline; throws `CommandFailed` when the command does not exit 0. */
  capture(command: ShellCommand): Promise<string>
  /** The content of a file of at most `maxBytes` (1 MiB by default). */
  readFile(path: string, maxBytes?: number): Promise<Buffer>
  /** Rows of a statement; throws `SqlFailed` with the server's error number. */
  rows(login: MysqlLogin, statement: SqlStatement): Promise<Row[]>
}

/** Changing a host, as root. What `apply` gets; each is bound to the step that runs. */
export interface HostWriter extends HostReader {
  /** Runs a short command; throws `CommandFailed` when it does not exit 0. */
  run(command: ShellCommand): Promise<ShellResult>
  /** Runs a statement for its effect. */
  execute(login: MysqlLogin, statement: SqlStatement): Promise<void>
  /** Replaces a file in one rename; the content is on disk (fsync) before. */
  writeFile(path: string, content: string | Uint8Array | Secret, attributes?: FileAttributes): Promise<void>
  /** Streams a local file to the host, checked by SHA-256, renamed into place; progress is shown. */
  upload(localPath: string, remotePath: string, attributes?: FileAttributes): Promise<void>
  /**
   * Runs a command that can outlive a dropped connection (an installation, a clone) under the supervisor on the host; its
   * output is shown live, a reconnect or a resume tails on, and it never starts twice for one step of one run. Without a
   * time limit. `name` tells several jobs of one step apart. Throws `CommandFailed` when it does not exit 0.
   */
  job(command: ShellCommand, name?: string): Promise<ShellResult>
  /** Shows one line of progress. */
  progress(line: string): void
}
