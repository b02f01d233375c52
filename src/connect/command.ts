import type { ShellResult } from '../values/probe.ts'
import { Secret } from '../values/secret.ts'
import { quoteWord } from '../values/shell.ts'
import type { ShellCommand } from '../values/shell.ts'
import type { Answer, Spooled } from './answer.ts'
import { PlaybookError } from '../errors.ts'
import type { RootShell } from './root-shell.ts'

/** The kernel refuses a single argument of 128 KiB. */
const scriptLimitBytes = 100 * 1024

/** Output of a probe beyond this kills it, before it fills /run: 16 MiB in blocks of 512 bytes. */
const probeFileBlocks = 32768

/** What a command answered, with its output as it was. */
export interface Outcome extends Omit<ShellResult, 'stdout' | 'stderr'> {
  readonly stdout: Buffer
  readonly stderr: Buffer
}

/** A command placed in a request: the script that runs it, and how to read what came back. */
export interface PlacedCommand {
  readonly script: string
  readonly spools: readonly number[]
  /** `status` is the place of the command among the request's statuses. */
  outcome(answer: Answer, status: number): Outcome
}

/**
 * A pipe that feeds a command: `printf` is built into the shell, so that the text is in no argument list. Bytes travel
 * in base64, as a shell's words hold no NUL.
 */
export function feed(stdin: string | Secret | Uint8Array): string {
  const content = stdin instanceof Secret ? stdin.reveal() : stdin
  return typeof content === 'string' && !content.includes('\0')
    ? `printf %s ${quoteWord(content)} | `
    : `printf %s ${quoteWord(Buffer.from(content).toString('base64'))} | base64 -d | `
}

/** A command with an umask fit for what packages and archives make, its time limit, and none of the shell's locks. */
function bounded(command: ShellCommand, probe: boolean): string {
  const limits = probe ? `umask 022; ulimit -f ${probeFileBlocks}` : 'umask 022'
  return `(${limits}; exec timeout -k 5 ${command.timeoutSeconds} sh -c ${quoteWord(command.script)})`
}

export function placeCommand(
  shell: RootShell,
  command: ShellCommand,
  { probe }: { probe: boolean },
): PlacedCommand {
  if (Buffer.byteLength(command.script) > scriptLimitBytes)
    throw new PlaybookError('Internal', 'a command is longer than 100 KiB: pass its data by .input()')
  const stdout = shell.spool()
  const stderr = shell.spool()
  const [before, input] = command.stdin === undefined ? ['', '</dev/null'] : [feed(command.stdin), '']
  return {
    script: `${before}${bounded(command, probe)} ${input} >${stdout.path} 2>${stderr.path} 8>&- 9>&-; r="$r $?"`,
    spools: [stdout.number, stderr.number],
    outcome(answer, status) {
      const exitCode = answer.statuses[status]
      const out = answer.spooled.get(stdout.number)
      const err = answer.spooled.get(stderr.number)
      if (exitCode === undefined || out === undefined || err === undefined)
        throw new PlaybookError(
          'CommandFailed',
          'the output of a command could not be kept in /run/playbook',
          {
            hint: 'is /run full? see: df -h /run',
          },
        )
      return outcomeOf(exitCode, out, err, answer.elapsedMilliseconds >= command.timeoutSeconds * 1000)
    },
  }
}

/** `timeout` answers 124 (or 137 when it had to kill), which a command may answer of its own; the clock tells which. */
function outcomeOf(exitCode: number, out: Spooled, err: Spooled, late: boolean): Outcome {
  const timedOut = late && (exitCode === 124 || exitCode === 137)
  return {
    exitCode: timedOut ? -1 : exitCode,
    stdout: out.bytes,
    stderr: err.bytes,
    timedOut,
    truncated: out.sizeBytes > out.bytes.length || err.sizeBytes > err.bytes.length,
  }
}

/** The outcome as text, as modules see it. */
export function asText(outcome: Outcome): ShellResult {
  return { ...outcome, stdout: outcome.stdout.toString(), stderr: outcome.stderr.toString() }
}
