import { sh } from '../../values/shell.ts'
import type { ShellCommand } from '../../values/shell.ts'

export type Signal = 'KILL' | 'STOP' | 'CONT'

/** Signals the main process of a unit; fine when there is none. */
export function signalMain(unit: string, signal: Signal): ShellCommand {
  return sh`p=$(systemctl show -p MainPID --value ${unit}); [ "$p" -gt 1 ] && kill -s ${signal} "$p"; true`
}

/** Kills the children of a unit's main process. */
export function killChildren(unit: string): ShellCommand {
  return sh`p=$(systemctl show -p MainPID --value ${unit}); [ "$p" -gt 1 ] || exit 1
for f in /proc/[0-9]*/stat; do
  { read -r pid _ _ parent _ <"$f"; } 2>/dev/null || continue
  [ "$parent" = "$p" ] && kill -s KILL "$pid"
done; true`
}

export function systemctl(verb: 'start' | 'stop' | 'restart', unit: string): ShellCommand {
  return sh`systemctl ${verb} ${unit}`.timeout(120)
}
