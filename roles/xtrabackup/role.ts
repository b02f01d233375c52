import { dirname } from 'node:path'
import { copy } from '../../modules/files/copy.ts'
import { file } from '../../modules/files/file.ts'
import { service } from '../../modules/services/service.ts'
import { defineRole, phase, type RoleContext, type RoleHost } from '../../src/plan/role.ts'
import { backupWindow } from '../decisions.ts'
import { agentPaths, agentUnit } from '../hooks/paths.ts'
import { checkBackups } from './check.ts'
import { canBackUp, means } from './means.ts'
import { backupSettings } from './settings.ts'
import { backupTimes } from './times.ts'
import { noTimers, timers } from './timers.ts'
import { backupVariables, type BackupVariables } from './variables.ts'

type Host = RoleHost<BackupVariables>
type Context = RoleContext<BackupVariables>

const root = { owner: 'root', group: 'root' }

function files({ name, vars }: Host) {
  const when = canBackUp(name)
  const directory = (path: string, mode: string) =>
    file(`${path} exists`, { path, state: 'directory', mode, ...root }, { when })
  return [
    // The server's account passes through to a trial restore below it, and reads nothing else.
    directory(vars.backup_directory, '0711'),
    directory(dirname(vars.backup_index), '0750'),
    copy(
      'The agent knows how backups are made',
      { content: backupSettings(vars), dest: agentPaths.backupSettingsFile, mode: '0600', ...root },
      { when },
    ),
  ]
}

/** Without its settings the agent neither makes backups nor misses them. */
function nothing() {
  return [
    ...noTimers(),
    file('The agent makes no backups', { path: agentPaths.backupSettingsFile, state: 'absent' }),
  ]
}

function scheduled({ name, vars }: Host, context: Context) {
  return timers(backupTimes(name, vars, context.decision(backupWindow.key)), canBackUp(name))
}

/** Backups, as the manual's chapter wants them: a full one a week, increments in between, each week's tried out. */
export const xtrabackup = defineRole({
  name: 'xtrabackup',
  description: 'backups: tool, directories, settings, timers for making and for proving them',
  variables: backupVariables,
  check: (hosts) => checkBackups(hosts.filter(({ vars }) => vars.backup_enabled)),
  decisions: [backupWindow],
  needs: () => ({
    hooks: () => [service('The agent is running', { name: agentUnit, state: 'started' })],
  }),
  phases: (context) => [
    phase('means', (host) => (host.vars.backup_enabled ? means(host) : [])),
    phase('files', (host) => (host.vars.backup_enabled ? files(host) : nothing())),
    phase('timers', (host) => (host.vars.backup_enabled ? scheduled(host, context) : [])),
  ],
})
