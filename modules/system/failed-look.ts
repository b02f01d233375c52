import { cannotTell, type Finding } from '../../src/plan/finding.ts'
import type { ShellResult } from '../../src/values/probe.ts'

/** The finding when a look itself went wrong: `what` could not be read, with the last thing that the host said. */
export function failedLook(what: string, result: ShellResult): Finding<never> {
  const said = result.timedOut ? 'no answer in time' : result.stderr.trim().split('\n').at(-1)
  return cannotTell(`cannot read ${what}: ${said || `exit code ${result.exitCode}`}`)
}

/** True when the look's output can be used: it ended by itself, with 0, and whole. */
export function looked(result: ShellResult): boolean {
  return result.exitCode === 0 && !result.timedOut && !result.truncated
}
