import type { HostWriter } from '../../src/plan/host.ts'
import { quoteWord, ShellCommand } from '../../src/values/shell.ts'

export interface RunParams {
  /** Where it runs; `/` by default. */
  readonly chdir?: string
  /** It may take long: it runs under the host's supervisor, outlives the connection, and has no time limit. */
  readonly job?: boolean
}

/** Runs a command with the umask that people expect (the elevated shell itself has 077). */
export async function runCommand(
  host: HostWriter,
  { script, stdin, timeoutSeconds }: ShellCommand,
  { chdir = '/', job = false }: RunParams,
): Promise<void> {
  const command = new ShellCommand(
    `umask 022\ncd -- ${quoteWord(chdir)} || exit\n${script}`,
    stdin,
    timeoutSeconds,
  )
  await (job ? host.job(command) : host.run(command))
}
