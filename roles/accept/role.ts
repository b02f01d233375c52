import { runs } from '../../modules/commands/runs.ts'
import { member } from '../../modules/pair/member.ts'
import { nobodyPassesFence } from '../../modules/pair/nobody-passes-fence.ts'
import { rowTravels } from '../../modules/pair/row-travels.ts'
import { service } from '../../modules/services/service.ts'
import { capabilitiesOf, type Capabilities } from '../../src/mysql/capabilities.ts'
import { defineRole, phase, type RoleContext, type RoleHost } from '../../src/plan/role.ts'
import { sh } from '../../src/values/shell.ts'
import { withLayout } from '../mysql/layout.ts'
import { accountNames, rootLogin, secretKeys } from '../mysql/login.ts'
import { announcedVersion } from '../mysql/variables.ts'
import { semisyncVariables, type SemisyncVariables } from '../semisync/variables.ts'

type Host = RoleHost<SemisyncVariables>
type Context = RoleContext<SemisyncVariables>

/** The privileges that open a fenced server to an account. */
function passingFence(can: Capabilities): string[] {
  if (can.superReadOnly) return []
  return [can.readOnlyAdmin ? 'READ_ONLY ADMIN' : 'SUPER']
}

function whole({ name, vars }: Host, context: Context) {
  return [
    member('The node is a healthy member of the pair', {
      turn: 'all',
      semisync: withLayout(name, ({ semisync }) => semisync),
    }),
    nobodyPassesFence('No application writes past the fence', {
      login: rootLogin(vars, context),
      passing: passingFence(capabilitiesOf(announcedVersion(vars))),
    }),
    runs('The VIP answers', { command: sh`ping -c 1 -W 2 ${vars.vip.address} >/dev/null` }),
  ]
}

function row({ name, vars }: Host, context: Context) {
  return [
    rowTravels('A row written through the VIP is read here', {
      login: rootLogin(vars, context),
      client: withLayout(name, ({ client }) => client),
      tls: capabilitiesOf(announcedVersion(vars)).modernTls,
      vip: { address: vars.vip.address, port: vars.mysql_port },
      writer: { user: accountNames.probe, password: context.secret(secretKeys.probe) },
    }),
  ]
}

/** The pair is handed over only when it has shown that it works. Changes nothing but one row in its own schema. */
export const accept = defineRole({
  name: 'accept',
  description: 'the VIP answers, semi-sync is ON, a row travels, both agents are healthy',
  variables: semisyncVariables,
  secrets: [
    { key: secretKeys.root, length: 24 },
    { key: secretKeys.probe, length: 24 },
  ],
  needs: () => ({
    keepalived: () => [service('keepalived is running', { name: 'keepalived', state: 'started' })],
  }),
  phases: (context) => [
    phase('whole', (host) => whole(host, context)),
    phase('row', (host) => row(host, context)),
  ],
})
