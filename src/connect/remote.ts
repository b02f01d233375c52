import type { Client } from 'ssh2'
import { PlaybookError } from '../errors.ts'
import type { ShellCommand } from '../values/shell.ts'
import { placeCommand } from './command.ts'
import type { Outcome } from './command.ts'
import type { Become } from './elevate.ts'
import type { Login } from './login.ts'
import { RootShell } from './root-shell.ts'
import { connectionLost } from './ssh-errors.ts'
import { openSsh } from './ssh.ts'

const reconnectPatienceMilliseconds = 60_000

/** The login and the elevated shell of one host, and the one way to make them anew after the line broke. */
export class Remote {
  readonly login: Login
  readonly become: Become
  #client: Client
  #shell: RootShell
  #earlierRoundTrips = 0
  #closing = false

  static async open(login: Login, become: Become): Promise<Remote> {
    const { client, shell } = await openBoth(login, become)
    return new Remote(login, become, client, shell)
  }

  private constructor(login: Login, become: Become, client: Client, shell: RootShell) {
    this.login = login
    this.become = become
    this.#client = client
    this.#shell = shell
  }

  get name(): string {
    return this.login.name
  }

  get client(): Client {
    return this.#client
  }

  get shell(): RootShell {
    return this.#shell
  }

  get roundTrips(): number {
    return this.#earlierRoundTrips + this.#shell.roundTrips
  }

  /** Runs one command and waits for its end; a failing command is an outcome as well. */
  async run(command: ShellCommand): Promise<Outcome> {
    const placed = placeCommand(this.#shell, command, { probe: false })
    return placed.outcome(await this.#shell.request(placed.script, { cut: placed.spools }), 0)
  }

  /** Waits for what runs on a channel of its own. Throws `ConnectionLost` if the line breaks first: such a channel may never say. */
  async whileConnected<T>(work: Promise<T>): Promise<T> {
    const client = this.#client
    let onClose: () => void = () => undefined
    const lost = new Promise<never>((_, reject) => {
      onClose = () => reject(connectionLost(this.name))
      client.once('close', onClose)
    })
    try {
      return await Promise.race([work, lost])
    } finally {
      client.removeListener('close', onClose)
    }
  }

  /** Logs in again, for at most a minute, waiting longer after each failure. Throws the last failure. */
  async reconnect(): Promise<void> {
    if (this.#closing) throw connectionLost(this.name)
    this.#client.destroy()
    const deadline = performance.now() + reconnectPatienceMilliseconds
    for (let pauseMilliseconds = 500; ; pauseMilliseconds = Math.min(pauseMilliseconds * 2, 8000)) {
      try {
        const { client, shell } = await openBoth(this.login, this.become)
        this.#earlierRoundTrips += this.#shell.roundTrips
        this.#client = client
        this.#shell = shell
        return
      } catch (error) {
        const transient =
          error instanceof PlaybookError && ['Unreachable', 'ConnectionLost'].includes(error.code)
        if (!transient || performance.now() + pauseMilliseconds > deadline) throw error
        await new Promise((resolve) => setTimeout(resolve, pauseMilliseconds))
      }
    }
  }

  async close(): Promise<void> {
    this.#closing = true
    this.#shell.close()
    const closed = new Promise<void>((resolve) => this.#client.once('close', () => resolve()))
    this.#client.end()
    const late = setTimeout(() => this.#client.destroy(), 1000)
    await closed
    clearTimeout(late)
  }
}

async function openBoth(login: Login, become: Become): Promise<{ client: Client; shell: RootShell }> {
  const client = await openSsh(login)
  try {
    return { client, shell: await RootShell.open(client, become, login.name) }
  } catch (error) {
    client.destroy()
    throw error
  }
}
