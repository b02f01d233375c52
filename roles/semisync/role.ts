import { adopted } from '../../modules/pair/adopted.ts'
import { seeded } from '../../modules/pair/seeded.ts'
import { survey } from '../../modules/pair/survey.ts'
import { service } from '../../modules/services/service.ts'
import { from } from '../../src/plan/deferred.ts'
import { defineRole, phase, type RoleContext, type RoleHost } from '../../src/plan/role.ts'
import { rootLogin, secretKeys } from '../mysql/login.ts'
import { pairProblems } from '../pair-variables.ts'
import { semisyncVariables, type SemisyncVariables } from './variables.ts'

type Host = RoleHost<SemisyncVariables>
type Context = RoleContext<SemisyncVariables>

function pairView(host: Host) {
  const view = (one: Host) => ({
    name: one.name,
    first: one.position === 0,
    survey: from(one.name, 'survey'),
  })
  const [peer = host] = host.others
  return { me: view(host), peer: view(peer) }
}

function known(host: Host, context: Context) {
  const { mysql_version: version, mysql_flavour: flavour } = host.vars
  return survey(
    'What this node holds is known',
    { login: rootLogin(host.vars, context), version, flavour },
    { publish: 'survey' },
  )
}

function seeding(host: Host, context: Context) {
  return seeded('The node has the data of the pair', {
    ...pairView(host),
    login: rootLogin(host.vars, context),
    flavour: host.vars.mysql_flavour,
  })
}

/** Two servers become one pair: whose data it is, a copy of it on the other, and then the agents take over. */
export const semisync = defineRole({
  name: 'semisync',
  description: 'semi-synchronous replication by GTID: seeding of the standby, then the agents’ adoption',
  variables: semisyncVariables,
  check: pairProblems,
  secrets: [
    { key: secretKeys.root, length: 24 },
    { key: secretKeys.replication, length: 24 },
  ],
  needs: () => ({
    mysql: () => [service('MySQL is running', { name: 'mysqld', state: 'started' })],
    hooks: () => [service('The agent is running', { name: 'mysqlha-agent', state: 'started' })],
  }),
  phases: (context) => [
    phase('survey', (host) => [known(host, context)]),
    phase('seeding', (host) => [seeding(host, context)]),
    phase('adoption of the primary', (host) => [
      adopted('The primary is adopted', { ...pairView(host), turn: 'primary' }),
    ]),
    phase('adoption of the standby', (host) => [
      adopted('The agent owns the node', { ...pairView(host), turn: 'standby' }),
    ]),
  ],
})
