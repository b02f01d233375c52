import { sh } from '../../values/shell.ts'
import type { ShellCommand } from '../../values/shell.ts'

/** Signals the main process of a unit; fails when there is none. */
export function signalMain(unit: string, signal: 'KILL' | 'STOP'): ShellCommand {
  return sh`p=$(systemctl show -p MainPID --value ${unit}); [ "$p" -gt 1 ] && kill -s ${signal} "$p"`
}

/** Lets the main process of a unit go on; fine when there is none. */
export function goOn(unit: string): ShellCommand {
  return sh`p=$(systemctl show -p MainPID --value ${unit}); [ "$p" -gt 1 ] || exit 0; kill -s CONT "$p"`
}

/** Kills the children of a unit's main process; fails when there are none. */
export function killChildren(unit: string): ShellCommand {
  return sh`p=$(systemctl show -p MainPID --value ${unit}); [ "$p" -gt 1 ] || exit 1
failed=1
for f in /proc/[0-9]*/stat; do
  { read -r pid _ _ parent _ <"$f"; } 2>/dev/null || continue
  [ "$parent" = "$p" ] && kill -s KILL "$pid" && failed=0
done; exit "$failed"`
}

export function systemctl(verb: 'start' | 'stop' | 'restart', unit: string): ShellCommand {
  return sh`systemctl ${verb} ${unit}`.timeout(120)
}

/** Starts what a drill has ended. That it stays up shows in whether the pair becomes whole. */
export function startAgain(unit: string): ShellCommand {
  return sh`systemctl start ${unit} || true`.timeout(120)
}
