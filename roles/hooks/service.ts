import { command } from '../../modules/commands/command.ts'
import { waitFor } from '../../modules/commands/wait-for.ts'
import { template } from '../../modules/files/template.ts'
import { agentCurrent } from '../../modules/pair/agent-current.ts'
import { evidenceLines } from '../../modules/services/configuration-evidence.ts'
import { service } from '../../modules/services/service.ts'
import { unitLoaded } from '../../modules/services/unit-loaded.ts'
import type { RoleHost } from '../../src/plan/role.ts'
import { sh } from '../../src/values/shell.ts'
import { templateVariables } from './files.ts'
import { agentPaths, agentUnit } from './paths.ts'
import type { HooksVariables } from './variables.ts'

/** What the agent read at its start: with any of it changed it is started again, except on a primary. */
const current = [agentPaths.bundle, agentPaths.settingsFile]

const tmpfiles = '/etc/tmpfiles.d/mysqlha.conf'

/** The agent as a service; it touches nothing before it is adopted. */
export function agentService(host: RoleHost<HooksVariables>) {
  const variables = { ...templateVariables(host), evidence: evidenceLines(agentUnit, current) }
  const ours = { mode: '0644', owner: 'root', group: 'root' }
  return [
    template('The bell and the agent’s directories come with every boot', {
      src: 'hooks/mysqlha.tmpfiles.conf.njk',
      dest: tmpfiles,
      variables,
      ...ours,
    }),
    command('The bell and the agent’s directories exist', {
      cmd: sh`systemd-tmpfiles --create ${tmpfiles}`,
      unless: sh`test -p ${agentPaths.fifo} && test -d ${agentPaths.stateDirectory} && test -d ${agentPaths.logDirectory}`,
    }),
    template('The agent is a service', {
      src: 'hooks/mysqlha-agent.service.njk',
      dest: `/etc/systemd/system/${agentUnit}`,
      variables,
      ...ours,
    }),
    unitLoaded('systemd knows the agent', { name: agentUnit }),
    service('The agent is running', { name: agentUnit, state: 'started', enabled: true }),
    agentCurrent('The agent runs with its current program and settings', { name: agentUnit, files: current }),
    waitFor('The agent answers', {
      command: sh`${agentPaths.command} status --json >/dev/null`,
      timeout: 30,
    }),
  ]
}
