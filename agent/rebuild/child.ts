import { spawn } from 'node:child_process'
import type { ChildProcess, StdioOptions } from 'node:child_process'
import { getPriority } from 'node:os'

/** A program under way. Its environment is plain: nothing of the agent's goes to it. */
export interface Child {
  process: ChildProcess
  /** Resolves when it has ended well. Rejects with the end of what it said. */
  ended: Promise<void>
  /** Whether it has ended, by itself or by a signal. */
  over(): boolean
  /** The last lines of its standard error. */
  said(): string
}

/** How a program is started. */
export interface ChildOptions {
  stdio?: StdioOptions
  /** Whose rights it has; absent: the agent's. */
  account?: { uid: number; gid: number }
  /** It leaves the processor to the server. */
  nice?: boolean
  /** However this program ends, that one ends with it, where the system can see to it. It must not change its account. */
  endsWithUs?: boolean
}

const keptCharacters = 4000
/** Niceness. The agent itself runs before others; what it starts does not. */
const ordinary = 0
const besideServer = 10

/** The kernel spares the agent when memory runs out. What it starts must not inherit that: it would cost the server its life. */
const plainly = 'echo 0 2>/dev/null >/proc/self/oom_score_adj; exec "$@"'

/** The kernel kills it when its parent is gone. Old systems have no program that asks for this. */
const boundToUs = 'setpriv --pdeathsig KILL true 2>/dev/null && exec setpriv --pdeathsig KILL "$@"; exec "$@"'

/** Starts a program; it is ended when the signal fires. Its arguments must hold nothing secret. */
export function startChild(
  command: string,
  args: readonly string[],
  signal: AbortSignal,
  { stdio = ['ignore', 'ignore', 'pipe'], account, nice = false, endsWithUs = false }: ChildOptions = {},
): Child {
  // Never before what this program itself is.
  const step = Math.max(0, (nice ? besideServer : ordinary) - getPriority())
  const words = [
    ...(step === 0 ? [] : ['nice', '-n', String(step)]),
    ...(endsWithUs ? ['/bin/sh', '-c', boundToUs, 'sh'] : []),
    command,
    ...args,
  ]
  const child = spawn('/bin/sh', ['-c', plainly, 'sh', ...words], {
    stdio,
    signal,
    ...account,
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' },
  })
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-keptCharacters)
  })
  const ended = new Promise<void>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, killed) => {
      const how = code === null ? `was ended by ${String(killed)}` : `ended with ${code}`
      const last = said.trim().split('\n').slice(-3).join(' / ')
      if (code === 0) resolve()
      else reject(new Error(`${command} ${how}${last && `: ${last}`}`))
    })
  })
  // Whoever waits for it sees the failure; until then it is nobody's.
  ended.catch(() => undefined)
  const over = () => child.exitCode !== null || child.signalCode !== null
  return { process: child, ended, over, said: () => said }
}

/** Runs a program to its end. @throws with the end of what it said */
export function runChild(
  command: string,
  args: readonly string[],
  signal: AbortSignal,
  options: ChildOptions = {},
): Promise<void> {
  return startChild(command, args, signal, options).ended
}

/** What a program prints. @throws with the end of what it said when it fails */
export async function outputOf(
  command: string,
  args: readonly string[],
  signal: AbortSignal,
): Promise<string> {
  const child = startChild(command, args, signal, { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for await (const text of child.process.stdout?.setEncoding('utf8') ?? []) output += String(text)
  await child.ended
  return output
}
