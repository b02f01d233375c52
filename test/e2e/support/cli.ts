import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

export const checkout = join(import.meta.dirname, '..', '..', '..')
const program = join(checkout, 'bin', 'playbook')

export interface CliEnd {
  /** Null when a signal ended it. */
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunningCli {
  readonly pid: number
  /** What it has said so far. */
  said(): Pick<CliEnd, 'stdout' | 'stderr'>
  /** SIGKILL, as a power cut of the laptop would. */
  kill(): void
  readonly ended: Promise<CliEnd>
}

/** The environment of a person who has set nothing for us. */
function plainEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('PLAYBOOK')))
}

/** Starts `playbook WORDS` in a directory, without a terminal: the directory gets its `.playbook` with the journals. */
export function startCli(
  words: readonly string[],
  directory: string,
  environment: Readonly<Record<string, string>> = {},
): RunningCli {
  const child = spawn(process.execPath, [program, ...words], {
    cwd: directory,
    env: { ...plainEnvironment(), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  if (child.pid === undefined) throw new Error(`cannot start ${program}`)
  const text = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text.stdout += chunk))
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (text.stderr += chunk))
  const close = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>
  return {
    pid: child.pid,
    said: () => ({ ...text }),
    kill: () => void child.kill('SIGKILL'),
    ended: close.then(([exitCode, signal]) => ({ exitCode, signal, ...text })),
  }
}

/** Runs `playbook WORDS` to its end. */
export function cli(
  words: readonly string[],
  directory: string,
  environment?: Readonly<Record<string, string>>,
): Promise<CliEnd> {
  return startCli(words, directory, environment).ended
}
