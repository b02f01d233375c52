import { randomBytes } from 'node:crypto'
import type { Client, ClientChannel } from 'ssh2'
import { AnswerReader } from './answer.ts'
import type { Answer } from './answer.ts'
import { openElevated } from './elevate.ts'
import type { Become } from './elevate.ts'
import { connectionLost } from './ssh-errors.ts'

/** Output of one command beyond this is cut. */
export const outputLimitBytes = 1024 * 1024

/**
 * First lines of the shell. Descriptors 8 and 9 are kept for locks. A shell that loses its line removes its spool
 * directory on the way out.
 */
const preamble = `
umask 077
LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH
unset ENV BASH_ENV CDPATH
cd /
mkdir -p /run/playbook && chmod 700 /run/playbook
d=$(mktemp -d /run/playbook/shell.XXXXXX) && mkdir "$d/c"
trap 'rm -rf "$d"' EXIT
trap 'exit 1' HUP INT TERM PIPE
`

/** Spool files that a request brings back: outputs are cut at `outputLimitBytes`, the others come whole. */
export interface Spools {
  readonly cut?: readonly number[]
  readonly whole?: readonly number[]
}

interface Pending {
  readonly reader: AnswerReader
  resolve(answer: Answer): void
  reject(error: Error): void
}

/** The end of every request: copies, sizes, bytes, then (out of the way of the answer) the removal. */
function answerScript(nonce: string, { cut = [], whole = [] }: Spools): string {
  const all = [...cut, ...whole]
  const copies = (numbers: readonly number[]): string => numbers.map((number) => `"$d/c/${number}"`).join(' ')
  if (all.length === 0) return `printf '%s\\n' "${nonce}:$r" ${nonce}`
  const originals = all.map((number) => `"$d/${number}"`).join(' ')
  return [
    `cp -- ${originals} "$d/c/"; printf '%s\\n' "${nonce}:$r"`,
    `stat -c '%n %s' -- ${copies(all)}; printf '%s\\n' ${nonce}`,
    cut.length > 0 ? `head -q -c ${outputLimitBytes} -- ${copies(cut)}` : '',
    whole.length > 0 ? `cat -- ${copies(whole)}` : '',
    `rm -f -- ${originals} ${copies(all)}`,
  ].join('\n')
}

/**
 * The one elevated shell of a host: scripts in, framed answers out, in the order they were asked. Commands write to spool
 * files in a 0700 directory on /run; the shell copies those (a process left behind may still be writing), then sends
 * their sizes and bytes. Nothing that runs may read the shell's own standard input, which is the script.
 */
export class RootShell {
  readonly #name: string
  readonly #channel: ClientChannel
  readonly #pending: Pending[] = []
  #nextSpool = 1
  #roundTrips = 0
  #closed = false

  static async open(client: Client, become: Become, name: string): Promise<RootShell> {
    const shell = new RootShell(name, await openElevated(client, become, 'exec sh'))
    // A channel with bytes still to send does not close when its connection does.
    client.once('close', () => shell.#lose())
    await shell.request(preamble)
    return shell
  }

  private constructor(name: string, channel: ClientChannel) {
    this.#name = name
    this.#channel = channel
    channel.on('data', (chunk: Buffer) => this.#take(chunk))
    channel.on('close', () => this.#lose())
    channel.on('error', () => this.#lose())
    channel.resume()
  }

  get roundTrips(): number {
    return this.#roundTrips
  }

  get closed(): boolean {
    return this.#closed
  }

  /** Reserves a spool file: a number that never comes again, and the shell word that names the file. */
  spool(): { number: number; path: string } {
    const number = this.#nextSpool++
    return { number, path: `"$d/${number}"` }
  }

  /**
   * Runs a script of our own making and returns the spool files named. The script notes statuses by `r="$r $?"`.
   * Throws `ConnectionLost` when the answer cannot come any more.
   */
  async request(script: string, spools: Spools = {}): Promise<Answer> {
    if (this.#closed) throw connectionLost(this.#name)
    const nonce = randomBytes(12).toString('hex')
    this.#roundTrips += 1
    return new Promise((resolve, reject) => {
      const reader = new AnswerReader(nonce, outputLimitBytes, new Set(spools.whole))
      this.#pending.push({ reader, resolve, reject })
      this.#channel.write(`r=; ${script}\n${answerScript(nonce, spools)}\n`)
    })
  }

  /** Ends the shell; what is under way is lost. */
  close(): void {
    this.#channel.end()
    this.#lose()
  }

  #take(chunk: Buffer): void {
    for (let rest: Buffer | undefined = chunk; rest !== undefined && rest.length > 0;) {
      const pending = this.#pending[0]
      if (pending === undefined) return
      const cut: { answer: Answer; rest: Buffer } | undefined = pending.reader.feed(rest)
      if (cut !== undefined) {
        this.#pending.shift()
        pending.resolve(cut.answer)
      }
      rest = cut?.rest
    }
  }

  #lose(): void {
    this.#closed = true
    for (const pending of this.#pending.splice(0)) pending.reject(connectionLost(this.#name))
  }
}
