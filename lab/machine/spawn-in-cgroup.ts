import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { createCgroup } from './cgroups.ts'
import type { Argv } from './run.ts'

// The shell enters the cgroups before it becomes the program, so that no child can ever be born outside; where they are
// gone, because we died and another command has cleaned up, nothing starts.
const enterThenExec =
  'n=$1; shift; while [ "$n" -gt 0 ]; do echo $$ >"$1" || exit 1; shift; n=$((n - 1)); done; exec "$@"'

/** Starts a program that outlives us, inside its own cgroup, its output going to `logFile`. */
export function spawnInCgroup(
  cgroup: string,
  argv: Argv,
  logFile: string,
  env: Record<string, string> = {},
): void {
  const doors = createCgroup(cgroup)
  const log = openSync(logFile, 'w', 0o600)
  try {
    const child = spawn('sh', ['-c', enterThenExec, 'sh', String(doors.length), ...doors, ...argv], {
      detached: true,
      stdio: ['ignore', log, log],
      env: { ...process.env, ...env },
    })
    // Whoever waits for what the program brings up reports its absence, with the log.
    child.on('error', () => undefined)
    child.unref()
  } finally {
    closeSync(log)
  }
}
