import { member } from '../../modules/pair/member.ts'
import { startedInTurn } from '../../modules/pair/started-in-turn.ts'
import { service } from '../../modules/services/service.ts'
import { serviceCurrent } from '../../modules/services/service-current.ts'
import { systemdUnit } from '../../modules/services/systemd-unit.ts'
import { defineRole, phase, type RoleHost } from '../../src/plan/role.ts'
import { pairProblems } from '../pair-variables.ts'
import { configuration } from './configuration.ts'
import { logging } from './logging.ts'
import { configurationFile } from './paths.ts'
import { software } from './software.ts'
import { compiledUnit } from './unit.ts'
import { keepalivedVariables, type KeepalivedVariables } from './variables.ts'

type Host = RoleHost<KeepalivedVariables>

function unit({ vars }: Host) {
  const { keepalived_install: install, keepalived_prefix: prefix } = vars
  return install === 'source'
    ? [systemdUnit('keepalived is a service', { name: 'keepalived.service', content: compiledUnit(prefix) })]
    : []
}

/** The VIP: keepalived on both nodes, the primary's first. */
export const keepalived = defineRole({
  name: 'keepalived',
  description: 'the VIP: VRRP on both nodes, moved by the agent’s verdict',
  variables: keepalivedVariables,
  check(hosts) {
    const problems = pairProblems(hosts)
    for (const { name, vars } of hosts)
      if (vars.keepalived_install === 'source' && !vars.keepalived_source)
        problems.push({
          host: name,
          variable: 'keepalived_source',
          message: 'keepalived_install is source: name the tarball (path, sha256, version)',
        })
    return problems
  },
  needs: () => ({
    hooks: () => [service('The agent is running', { name: 'mysqlha-agent', state: 'started' })],
    mysql: () => [service('MySQL is running', { name: 'mysqld', state: 'started' })],
  }),
  phases: () => [
    phase('software', software),
    phase('configuration', (host: Host) => [
      ...unit(host),
      ...configuration(host),
      ...logging(host.vars.keepalived_log_file),
    ]),
    phase('primary', () => [
      startedInTurn('keepalived is running on the primary', { name: 'keepalived', turn: 'primary' }),
      member('The primary holds the VIP', { turn: 'primary', semisync: false }),
    ]),
    phase('standby', () => [
      startedInTurn('keepalived is running', { name: 'keepalived', turn: 'standby' }),
      serviceCurrent('keepalived runs with its current configuration', {
        name: 'keepalived',
        files: [configurationFile],
        action: 'reload',
      }),
      member('The pair is whole', { turn: 'all', semisync: false }),
    ]),
  ],
})
