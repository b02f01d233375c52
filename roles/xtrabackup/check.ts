import type { RoleHost, VariableProblem } from '../../src/plan/role.ts'
import type { BackupVariables } from './variables.ts'

type Host = RoleHost<BackupVariables>

const ofTheServer = ['mysql_datadir', 'mysql_log_directory', 'mysql_tmpdir'] as const

function isIn(path: string, directory: string): boolean {
  return `${path}/`.startsWith(`${directory}/`)
}

/** What the server or its rebuild empties is no place for backups, and the role sets owner and mode of theirs. */
function placeProblems({ name, vars }: Host): VariableProblem[] {
  const { backup_directory: directory } = vars
  return ofTheServer
    .filter((variable) => isIn(directory, vars[variable]) || isIn(vars[variable], directory))
    .map((variable) => ({
      host: name,
      variable: 'backup_directory',
      message: `${directory} and ${variable} (${vars[variable]}) lie in one another`,
    }))
}

/** The role sets owner and mode of the index's directory too: it must be one of its own. */
function indexProblems({ name, vars }: Host): VariableProblem[] {
  const { backup_index: index, backup_directory: backups } = vars
  const directory = index.slice(0, index.lastIndexOf('/'))
  const wrong =
    directory === backups ||
    directory.split('/').length < 3 ||
    ofTheServer.some((variable) => isIn(vars[variable], directory) || isIn(directory, vars[variable]))
  const message = `${index} must be in a directory of its own, two levels down at least, beside the backups and the server's directories`
  return wrong ? [{ host: name, variable: 'backup_index', message }] : []
}

function snapshotProblems({ name, vars }: Host): VariableProblem[] {
  if (vars.backup_snapshot_after_command === undefined || vars.backup_snapshot_command !== undefined)
    return []
  const message = 'is run after a snapshot, and there is no backup_snapshot_command'
  return [{ host: name, variable: 'backup_snapshot_after_command', message }]
}

/** What the schema cannot see. */
export function checkBackups(hosts: readonly Host[]): VariableProblem[] {
  return hosts.flatMap((host) => [...placeProblems(host), ...indexProblems(host), ...snapshotProblems(host)])
}
