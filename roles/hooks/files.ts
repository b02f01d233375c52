import { configurationFile } from '../keepalived/paths.ts'
import { samePair } from '../../modules/pair/same-pair.ts'
import { Secret } from '../../src/values/secret.ts'
import { optionValue } from '../../src/mysql/option-value.ts'
import { assert } from '../../modules/commands/assert.ts'
import { copy } from '../../modules/files/copy.ts'
import { file } from '../../modules/files/file.ts'
import { template } from '../../modules/files/template.ts'
import { capabilitiesOf } from '../../src/mysql/capabilities.ts'
import type { RoleContext, RoleHost } from '../../src/plan/role.ts'
import { sh } from '../../src/values/shell.ts'
import { nodeOnHost } from '../common/runtime.ts'
import { pidFileOf } from '../mysql/context.ts'
import { withLayout } from '../mysql/layout.ts'
import { accountNames, secretKeys } from '../mysql/login.ts'
import { announcedVersion } from '../mysql/variables.ts'
import { vipInterface } from '../pair-variables.ts'
import { agentPaths, builtAgent } from './paths.ts'
import { agentSettings, clusterIdOf } from './settings.ts'
import type { HooksVariables } from './variables.ts'

type Host = RoleHost<HooksVariables>
type Context = RoleContext<HooksVariables>

const root = { owner: 'root', group: 'root' }

/** What the templates of this role are filled with. */
export function templateVariables(host: Host) {
  const { vars } = host
  const { superReadOnly } = capabilitiesOf(announcedVersion(vars))
  return {
    ...agentPaths,
    node: nodeOnHost,
    mysqlUnit: 'mysqld',
    mysqlPidFile: pidFileOf(vars),
    mysqlClient: withLayout(host.name, ({ client }) => client),
    readOnlyVariable: superReadOnly ? 'super_read_only' : 'read_only',
    vip: vars.vip.address,
    vipPrefix: vars.vip.prefix,
    vipInterface: vipInterface(host),
  }
}

/** The agent's program, scripts and directories. */
export function program(host: Host) {
  const variables = templateVariables(host)
  const directory = (path: string, mode: string) =>
    file(`${path} exists`, { path, state: 'directory', mode, ...root })
  return [
    samePair('The pair is the one of before', {
      stateFile: agentPaths.state,
      name: { clusterId: clusterIdOf(host.vars), nodeId: host.name },
      keepalivedFile: configurationFile,
      vip: `${host.vars.vip.address}/${host.vars.vip.prefix}`,
    }),
    directory('/etc/mysqlha', '0700'),
    directory('/usr/libexec/mysqlha', '0755'),
    copy('The agent is there', { src: builtAgent, dest: agentPaths.bundle, mode: '0755', ...root }),
    template('The agent has a command', {
      src: 'hooks/mysqlha.sh.njk',
      dest: agentPaths.command,
      variables,
      mode: '0755',
      ...root,
    }),
    template('keepalived can ask whether the agent lives', {
      src: 'hooks/verdict-fresh.sh.njk',
      dest: agentPaths.freshnessCheck,
      variables,
      mode: '0755',
      ...root,
      validate: 'sh -n %s',
    }),
    template('The node is fenced when the agent ends', {
      src: 'hooks/mysqlha-stopped.sh.njk',
      dest: agentPaths.stopScript,
      variables,
      mode: '0755',
      ...root,
      validate: 'sh -n %s',
    }),
  ]
}

/** What alarms and metrics need on the host, where the inventory asks for them. */
export function watching({ vars }: Host) {
  const { alert_command: command, node_exporter_textfile_directory: directory } = vars
  return [
    ...(command === undefined
      ? []
      : [
          assert('The alert command can be run', {
            probes: { found: sh`test -f ${command} && test -x ${command}` },
            that: ({ found }) => found.exitCode === 0,
            failMsg: `alert_command: ${command} is no executable file on this host`,
          }),
        ]),
    ...(directory === undefined
      ? []
      : [file('The directory of the metrics exists', { path: directory, state: 'directory' })]),
  ]
}

/** Settings and login, both secret as a whole. */
export function settings(host: Host, context: Context) {
  return [
    copy('The agent knows its pair', {
      content: agentSettings(host, context),
      dest: agentPaths.settingsFile,
      mode: '0600',
      ...root,
    }),
    template('The fence can log in', {
      src: 'hooks/client.cnf.njk',
      dest: agentPaths.clientFile,
      variables: {
        user: accountNames.agent,
        password: inOptionFile(context.secret(secretKeys.agent)),
        socket: host.vars.mysql_socket,
        skipTls: !capabilitiesOf(announcedVersion(host.vars)).modernTls,
      },
      mode: '0600',
      ...root,
    }),
  ]
}

function inOptionFile(password: Secret): Secret {
  return new Secret(optionValue(password.reveal()), password.label)
}
