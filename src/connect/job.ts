import { createHash } from 'node:crypto'
import { PlaybookError } from '../errors.ts'
import type { ShellResult } from '../values/probe.ts'
import type { ShellCommand } from '../values/shell.ts'
import type { StepBinding } from './connection.ts'
import { commandFailed } from './failures.ts'
import { JobOutput } from './job-output.ts'
import { jobState, pollScript, reportedScript, startScript } from './job-script.ts'
import type { JobPlace } from './job-script.ts'
import type { HostLock } from './lock.ts'
import type { Remote } from './remote.ts'
import { outputLimitBytes } from './root-shell.ts'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** The same run, step, name and script is the same job, whoever asks and however often. */
function placeOf({ run, step }: StepBinding, command: ShellCommand, name: string): JobPlace {
  const digest = sha256(command.script)
  const id = sha256(JSON.stringify([run, step, name, digest])).slice(0, 24)
  return { id, digest, title: JSON.stringify(`${step}/${name}`) }
}

/** One supervised command as seen from here: started or joined, followed, and followed on over a new connection. */
export class Job {
  readonly #remote: Remote
  readonly #lock: HostLock
  readonly #binding: StepBinding
  readonly #command: ShellCommand
  readonly #place: JobPlace

  constructor(remote: Remote, lock: HostLock, binding: StepBinding, command: ShellCommand, name: string) {
    this.#remote = remote
    this.#lock = lock
    this.#binding = binding
    this.#command = command
    this.#place = placeOf(binding, command, name)
  }

  /** Waits for the end. Throws `CommandFailed` for any status but 0, `ConnectionLost` when the host stays away. */
  async result(): Promise<ShellResult> {
    const { id } = this.#place
    await this.#binding.jobStarted(id)
    const [out, err] = await this.#staying(() => this.#start())
    let exitCode: number | undefined
    while (exitCode === undefined) exitCode = await this.#staying(() => this.#poll(out, err))
    await this.#binding.jobEnded(id, exitCode)
    await this.#staying(async () => {
      await this.#remote.shell.request(reportedScript(id))
      await this.#lock.retake()
    })
    const result = {
      exitCode,
      stdout: out.text,
      stderr: err.text,
      timedOut: false,
      truncated: out.truncated || err.truncated,
    }
    if (exitCode !== 0) throw commandFailed(this.#remote.name, this.#command, result)
    return result
  }

  async #start(): Promise<[out: JobOutput, err: JobOutput]> {
    const { statuses } = await this.#remote.shell.request(startScript(this.#place, this.#command))
    const [state, outBytes = 0, errBytes = 0] = statuses
    if (state !== jobState.running && state !== jobState.finished)
      throw new PlaybookError('CommandFailed', `no job could be started on ${this.#remote.name}`, {
        hint: 'is the disk full, or util-linux (flock, setsid) missing? see: df -h /var/lib/playbook',
      })
    return [
      new JobOutput(Math.max(0, outBytes - outputLimitBytes)),
      new JobOutput(Math.max(0, errBytes - outputLimitBytes)),
    ]
  }

  /** The exit status once the job has ended and all of its output is here. */
  async #poll(out: JobOutput, err: JobOutput): Promise<number | undefined> {
    const { shell } = this.#remote
    const [spoolOut, spoolErr] = [shell.spool(), shell.spool()]
    const script = pollScript(this.#place.id, [out.seenBytes, err.seenBytes], [spoolOut.path, spoolErr.path])
    const answer = await shell.request(script, { cut: [spoolOut.number, spoolErr.number] })
    const [state, exitCode] = answer.statuses
    const newOut = answer.spooled.get(spoolOut.number)?.bytes ?? Buffer.alloc(0)
    const newErr = answer.spooled.get(spoolErr.number)?.bytes ?? Buffer.alloc(0)
    const lines = [out.add(newOut), err.add(newErr)]
    if (this.#binding.output !== undefined) this.#binding.output(newOut)
    else for (const line of lines) if (line !== undefined) this.#binding.progress(line)
    if (
      state === jobState.running ||
      newOut.length === outputLimitBytes ||
      newErr.length === outputLimitBytes
    )
      return undefined
    if (state === jobState.finished) return exitCode
    throw new PlaybookError('CommandFailed', `a job on ${this.#remote.name} was killed before it ended`, {
      hint: 'did the host restart, or run out of memory? npx playbook resume starts it anew',
      details: err.text.split('\n').slice(-10),
    })
  }

  /** Does something over the connection, over a new one if it breaks meanwhile. */
  async #staying<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await work()
      } catch (error) {
        if (!(error instanceof PlaybookError) || error.code !== 'ConnectionLost') throw error
      }
      this.#binding.progress('the connection was lost; the command goes on on the host; connecting again')
      try {
        await this.#remote.reconnect()
        await this.#lock.retake()
      } catch (cause) {
        if (cause instanceof PlaybookError && cause.code === 'HostLocked') throw cause
        throw new PlaybookError('ConnectionLost', `the connection to ${this.#remote.name} was lost`, {
          hint: 'the command goes on on the host; when it can be reached again: npx playbook resume',
          cause,
        })
      }
    }
  }
}
