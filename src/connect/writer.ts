import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import type { Shell } from 'zx'
import type { FileAttributes, HostWriter } from '../plan/host.ts'
import type { ShellResult } from '../values/probe.ts'
import { Secret } from '../values/secret.ts'
import { ShellCommand, quoteWord } from '../values/shell.ts'
import type { MysqlLogin, SqlStatement } from '../values/sql.ts'
import { asText } from './command.ts'
import type { StepBinding } from './connection.ts'
import { commandFailed } from './failures.ts'
import { Job } from './job.ts'
import type { HostLock } from './lock.ts'
import { RemoteReader } from './reader.ts'
import type { Remote } from './remote.ts'
import { fillScript, placeScript, stagedFor } from './replace-file.ts'
import { sqlFailed } from './sql-failure.ts'
import type { SqlSessions } from './sql-sessions.ts'
import { upload } from './upload.ts'

/** Files up to this size travel through the elevated shell; larger ones stream on a channel of their own. */
const smallFileBytes = 64 * 1024

/** The changing verbs, bound to one step of one run. */
export class StepWriter extends RemoteReader implements HostWriter {
  readonly #lock: HostLock
  readonly #binding: StepBinding

  constructor(remote: Remote, sessions: SqlSessions, lock: HostLock, binding: StepBinding) {
    super(remote, sessions)
    this.#lock = lock
    this.#binding = binding
  }

  async run(command: ShellCommand): Promise<ShellResult> {
    await this.#lock.retake()
    return this.succeed(command)
  }

  async execute(login: MysqlLogin, statement: SqlStatement): Promise<void> {
    await this.#lock.retake()
    const result = await this.sessions.run(login, statement, Infinity, { repeatable: false })
    if (result.error !== undefined) throw sqlFailed(this.name, login, statement, result)
  }

  async writeFile(
    path: string,
    content: string | Uint8Array | Secret,
    attributes: FileAttributes = {},
  ): Promise<void> {
    await this.#lock.retake()
    const bytes = Buffer.from(content instanceof Secret ? content.reveal() : content)
    if (bytes.length > smallFileBytes) {
      const source = { title: path, sizeBytes: bytes.length, open: () => Readable.from([bytes]) }
      return upload(this.remote, source, path, attributes, (line) => this.progress(line))
    }
    const staged = stagedFor(path)
    const script = `trap ${quoteWord(`rm -f -- ${staged.path}`)} EXIT
${fillScript(staged)} || exit 1
${placeScript(staged, attributes)}`
    const result = asText(await this.remote.run(new ShellCommand(script).input(bytes)))
    if (result.exitCode !== 0) throw commandFailed(this.name, new ShellCommand(`write ${path}`), result)
  }

  async upload(localPath: string, remotePath: string, attributes: FileAttributes = {}): Promise<void> {
    await this.#lock.retake()
    const { size: sizeBytes } = await stat(localPath)
    const source = {
      title: basename(localPath),
      sizeBytes,
      open: () => createReadStream(localPath, { highWaterMark: 256 * 1024 }),
    }
    await upload(this.remote, source, remotePath, attributes, (line) => this.progress(line))
  }

  async job(command: ShellCommand, name = 'job'): Promise<ShellResult> {
    return new Job(this.remote, this.#lock, this.#binding, command, name).result()
  }

  /** zx's `$`, running on this host: `` const { $ } = await host.zx(); await $`ls ${path}` ``. */
  async zx(): Promise<{ $: Shell }> {
    const { zxOn } = await import('./zx.ts')
    return zxOn((command) => this.remote.run(command))
  }

  progress(line: string): void {
    this.#binding.progress(line)
  }
}
