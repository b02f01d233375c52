import { spawn } from 'node:child_process'
import { LabFailure } from '../failure.ts'

export type Argv = readonly [string, ...string[]]
export type RunOptions = {
  readonly input?: string
  readonly cwd?: string
  readonly env?: Record<string, string>
}
export type Outcome = { readonly exitCode: number; readonly stdout: string; readonly stderr: string }

/** Runs a program of this machine, without a shell, and hands back how it ended; throws only if it cannot be started. */
export function attempt(argv: Argv, options: RunOptions = {}): Promise<Outcome> {
  const [program, ...args] = argv
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: { ...process.env, LC_ALL: 'C', ...options.env },
      stdio: 'pipe',
    })
    const chunks = { stdout: [] as Buffer[], stderr: [] as Buffer[] }
    child.stdout.on('data', (chunk: Buffer) => chunks.stdout.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => chunks.stderr.push(chunk))
    child.on('error', (cause) =>
      reject(new LabFailure(`cannot run ${program}: ${cause.message}`, 1, { cause })),
    )
    child.on('close', (code) => {
      const stdout = Buffer.concat(chunks.stdout).toString()
      resolve({ exitCode: code ?? 128, stdout, stderr: Buffer.concat(chunks.stderr).toString() })
    })
    // A program that ends without reading its input is judged by its exit code, not by the broken pipe.
    child.stdin.on('error', () => undefined)
    child.stdin.end(options.input ?? '')
  })
}

/** Runs a program that must succeed; returns its standard output, throws with the last lines of what it said otherwise. */
export async function run(argv: Argv, options: RunOptions = {}): Promise<string> {
  const outcome = await attempt(argv, options)
  if (outcome.exitCode === 0) return outcome.stdout
  const said = (outcome.stderr.trim() || outcome.stdout.trim()).split('\n').slice(-4).join(' | ')
  throw new LabFailure(`${argv.slice(0, 4).join(' ')} ended with ${outcome.exitCode}: ${said}`)
}

/** Whether a program ended with 0. */
export async function succeeds(argv: Argv): Promise<boolean> {
  return (await attempt(argv)).exitCode === 0
}

/**
 * The same program in a process and mount namespace of its own that dies with us, however we die: its children are
 * killed and its mounts vanish, so an interrupted build leaves only files.
 */
export function boundToUs(argv: Argv): Argv {
  return ['setpriv', '--pdeathsig', 'KILL', 'unshare', '--mount', '--pid', '--fork', '--kill-child', ...argv]
}
