import { sh, type ShellCommand } from '../../src/values/shell.ts'

const properties = [
  'LoadState',
  'ActiveState',
  'SubState',
  'UnitFileState',
  'Result',
  'NeedDaemonReload',
] as const

/** What `systemctl show` says of one unit; a property that the host's systemd lacks is `''`. */
export type UnitState = Readonly<Record<(typeof properties)[number], string>>

/** Reads a unit's state; it exits with 0 for a unit that does not exist, too (LoadState is `not-found`). */
export function showUnit(unit: string): ShellCommand {
  return sh`systemctl show -p ${properties.join(',')} ${unit}`
}

export function unitStateOf(shown: string): UnitState {
  const values = new Map(
    shown.split('\n').map((line) => line.split(/=(.*)/s).slice(0, 2) as [string, string]),
  )
  return Object.fromEntries(properties.map((name) => [name, values.get(name) ?? ''])) as UnitState
}
