import { differs, type Finding, ok } from '../../src/plan/finding.ts'
import { defineModule } from '../../src/plan/module.ts'
import type { ShellCommand } from '../../src/values/shell.ts'

export interface RunsParams {
  /** Only looks. Its output, without the last newline, is what the step publishes. */
  readonly command: ShellCommand
  /** What to do when it does not succeed. */
  readonly hint?: string
}

/** A guard: a command succeeds. */
export const runs = defineModule({
  name: 'runs',
  probe: ({ command }: RunsParams) => ({ command }),
  judge({ command: { exitCode, timedOut, stdout, stderr } }, { command, hint }): Finding<undefined> {
    const output = stdout.replace(/\n$/, '')
    if (exitCode === 0) return ok(`${command.script} succeeds`, output)
    const how = timedOut ? `does not end within ${command.timeoutSeconds} s` : `exits ${exitCode}`
    const last = stderr.trim().split('\n').at(-1)
    return differs([`${command.script} ${how}`, last, hint].filter(Boolean).join(': '), undefined)
  },
})
