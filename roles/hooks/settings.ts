import { PlaybookError } from '../../src/errors.ts'
import { Deferred } from '../../src/plan/deferred.ts'
import type { RoleContext, RoleHost } from '../../src/plan/role.ts'
import { Secret } from '../../src/values/secret.ts'
import { failover, onDivergence, semisyncPolicy, semisyncTimeout } from '../decisions.ts'
import { pidFileOf } from '../mysql/context.ts'
import { withLayout } from '../mysql/layout.ts'
import { accountNames, secretKeys } from '../mysql/login.ts'
import { vipInterface } from '../pair-variables.ts'
import type { HooksVariables } from './variables.ts'

export const clusterKey = 'cluster_key'

type Host = RoleHost<HooksVariables>
type Context = RoleContext<HooksVariables>

function peerOf({ others, name }: Host): Host {
  const [peer] = others
  if (!peer) throw new PlaybookError('BadPlan', `${name} has no peer`)
  return peer
}

function policyOf(context: Context, { vars }: Host) {
  const who = context.decision(failover.key)
  if (who === 'automatic' && !vars.witness)
    throw new PlaybookError(
      'BadInventory',
      'the decision failover is "automatic", and the inventory names no witness',
      {
        hint: 'Name one (witness: {address, port}), or decide otherwise: --decision failover=assisted.',
      },
    )
  return {
    semisync: context.decision(semisyncPolicy.key),
    semisyncTimeoutMilliseconds: Number(context.decision(semisyncTimeout.key)),
    failover: who,
    onDivergence: context.decision(onDivergence.key),
  }
}

/** The name of the pair. */
export function clusterIdOf({ cluster_id: named, vip }: Pick<HooksVariables, 'cluster_id' | 'vip'>): string {
  return named ?? `mysql-${vip.address.replaceAll('.', '-')}`
}

/** Where the agent writes its metrics. */
function metricsFileOf({ node_exporter_textfile_directory: directory }: HooksVariables): string | null {
  return directory === undefined ? null : `${directory}/mysqlha.prom`
}

/** The agent's one settings file, as agent/settings.ts describes it. A secret as a whole: it holds passwords. */
export function agentSettings(host: Host, context: Context): Deferred<Secret> {
  const { vars, address, name } = host
  const peer = peerOf(host)
  const policy = policyOf(context, host)
  const fixed = {
    clusterId: clusterIdOf(vars),
    nodeId: name,
    self: { address, port: vars.agent_port },
    peer: { nodeId: peer.name, address: peer.address, port: peer.vars.agent_port },
    key: context.secret(clusterKey).reveal(),
    witness: vars.witness ?? null,
    mysql: {
      socket: vars.mysql_socket,
      port: vars.mysql_port,
      user: accountNames.agent,
      password: context.secret(secretKeys.agent).reveal(),
      pidFile: pidFileOf(vars),
      unit: 'mysqld',
      configFile: vars.mysql_config_file,
      datadir: vars.mysql_datadir,
      binaryLogs: `${vars.mysql_log_directory}/mysql-bin`,
      programs: vars.mysql_install === 'tarball' ? `${vars.mysql_basedir}/bin` : '',
    },
    replication: {
      user: accountNames.replication,
      password: context.secret(secretKeys.replication).reveal(),
    },
    policy,
    alerts: {
      command: vars.alert_command ?? null,
      repeatSeconds: vars.alert_repeat_seconds,
      lagSeconds: vars.alert_lag_seconds,
      longTransactionSeconds: vars.alert_long_transaction_seconds,
    },
    metricsFile: metricsFileOf(vars),
  }
  const interfaceName = vipInterface(host)
  const hasSemisync = withLayout(name, ({ semisync }) => semisync)
  return new Deferred((live) => {
    const gateway = vars.vip_gateway && { gateway: vars.vip_gateway }
    const vip = { ...vars.vip, interface: interfaceName.resolve(live), ...gateway }
    // What is decided about semi-sync says nothing about a pair that has none.
    const policy = hasSemisync.resolve(live) ? fixed.policy : { ...fixed.policy, semisync: 'none' }
    return new Secret(`${JSON.stringify({ ...fixed, policy, vip }, null, 2)}\n`, 'the agent’s settings')
  }, hasSemisync.reads)
}
