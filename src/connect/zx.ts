import type { ChildProcess } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { Shell } from 'zx'
import { ShellCommand, quoteWord } from '../values/shell.ts'
import type { Outcome } from './command.ts'

/** zx waits as long as the command runs; a day stands for that. */
const dayInSeconds = 86_400

/** What zx needs of a child process, for a command that runs on a host. */
class RemoteChild extends EventEmitter {
  readonly stdin = new PassThrough()
  readonly stdout = new PassThrough()
  readonly stderr = new PassThrough()

  async run(
    script: string,
    hasInput: boolean,
    run: (command: ShellCommand) => Promise<Outcome>,
  ): Promise<void> {
    const command = new ShellCommand(script, hasInput ? await text(this.stdin) : undefined, dayInSeconds)
    const outcome = await run(command).catch((error: unknown) => {
      this.emit('error', error)
      return undefined
    })
    this.stdout.end(outcome?.stdout)
    this.stderr.end(outcome?.stderr)
    await Promise.all(
      [this.stdout, this.stderr].map((stream) => new Promise((resolve) => stream.once('end', resolve))),
    )
    this.emit('exit', outcome?.exitCode ?? null, null)
    this.emit('close', outcome?.exitCode ?? null, null)
  }
}

/**
 * zx's own `$`, running on a host as root: exit codes, `nothrow`, `quiet`, `input`, `lines()` work as its users know them;
 * output arrives when the command has ended. For long or one-time commands use `job` instead.
 */
export async function zxOn(run: (command: ShellCommand) => Promise<Outcome>): Promise<{ $: Shell }> {
  const { $ } = await import('zx')
  // zx gives null where there is no input.
  const spawn = (script: string, _arguments: unknown, options: { input?: unknown }): ChildProcess => {
    const child = new RemoteChild()
    setImmediate(() => void child.run(script, (options.input ?? null) !== null, run))
    return child as unknown as ChildProcess
  }
  // In an object, as `$` itself looks like a promise and would be awaited.
  const remote = $({
    spawn: spawn as never,
    quote: quoteWord,
    prefix: '',
    postfix: '',
    shell: 'sh',
    verbose: false,
  })
  return { $: remote }
}
