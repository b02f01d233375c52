import { PlaybookError } from '../errors.ts'
import type { ShellResult } from '../values/probe.ts'
import type { ShellCommand } from '../values/shell.ts'

const evidenceLines = 10

/** A command as it is shown in one line. Secrets are never part of a command. */
export function shown(command: ShellCommand): string {
  const [first = '', ...others] = command.script.trim().split('\n')
  const line = first.length > 160 ? `${first.slice(0, 160)}...` : first
  return others.length > 0 ? `${line} (and ${others.length} more lines)` : line
}

function meaning({ exitCode, timedOut }: ShellResult, { timeoutSeconds }: ShellCommand): string {
  if (timedOut) return `did not end within ${timeoutSeconds} s and was stopped`
  if (exitCode === 126) return 'cannot be run (126: permission or format)'
  if (exitCode === 127) return 'was not found (127)'
  if (exitCode > 128) return `was ended by signal ${exitCode - 128}`
  return `failed with exit status ${exitCode}`
}

/** A command that did not do what it should, with the last lines it wrote. */
export function commandFailed(host: string, command: ShellCommand, result: ShellResult): PlaybookError {
  const said = result.stderr.trim() === '' ? result.stdout : result.stderr
  const lines = said.split('\n').filter((line) => line.trim() !== '')
  return new PlaybookError(
    'CommandFailed',
    `a command on ${host} ${meaning(result, command)}: ${shown(command)}`,
    {
      details: lines.slice(-evidenceLines),
    },
  )
}
