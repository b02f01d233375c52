import type { VrrpState } from '../alerts/report.ts'
import { rules } from '../alerts/rules.ts'
import { roles } from '../decide/state.ts'
import type { AgentStatus } from '../status.ts'

type Labels = Readonly<Record<string, string>>

interface Metric {
  name: string
  help: string
  type: 'gauge' | 'counter'
  samples: readonly { labels: Labels; value: number }[]
}

/** The numbers of `mysqlha_vrrp_state`; an unknown state has no sample. */
const vrrpNumbers: Readonly<Record<VrrpState, number | null>> = {
  STOP: 0,
  FAULT: 1,
  BACKUP: 2,
  MASTER: 3,
  UNKNOWN: null,
}

/** The status in Prometheus's text format. What cannot be told has no sample: a rule on `absent` finds it. */
export function metricsText(status: AgentStatus, cluster: string, wallSeconds: number): string {
  const common = { cluster, node: status.nodeId }
  return metricsOf(status, wallSeconds)
    .filter(({ samples }) => samples.length > 0)
    .map(
      ({ name, help, type, samples }) =>
        `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n` +
        samples
          .map(({ labels, value }) => `${name}${labelText({ ...common, ...labels })} ${value}\n`)
          .join(''),
    )
    .join('')
}

function labelText(labels: Labels): string {
  const escaped = (text: string) => text.replace(/[\\"\n]/g, (one) => (one === '\n' ? '\\n' : `\\${one}`))
  return `{${Object.entries(labels)
    .map(([name, text]) => `${name}="${escaped(text)}"`)
    .join(',')}}`
}

function metricsOf(status: AgentStatus, wallSeconds: number): Metric[] {
  const { semisync, mysql, replication, lag, transactions, keepalived, witness, peer } = status
  return [
    one('mysqlha_agent_time_seconds', 'When these metrics were written, seconds since 1970.', wallSeconds),
    many(
      'mysqlha_role',
      'The role of this node: 1 for the one it has.',
      roles.map((role) => ({ labels: { role: role.toLowerCase() }, value: number(role === status.role) })),
    ),
    one('mysqlha_term', 'The highest term that this node has seen.', status.term),
    one('mysqlha_vip_present', 'Whether the VIP is on this node.', number(status.vip)),
    one(
      'mysqlha_vrrp_state',
      'State of keepalived: 0 stop, 1 fault, 2 backup, 3 master.',
      vrrpNumbers[keepalived.state],
    ),
    counter('mysqlha_vrrp_transitions_total', 'Changes of the state of keepalived.', keepalived.transitions),
    one('mysqlha_mysql_up', 'Whether the server answers.', number(mysql?.alive === true)),
    one('mysqlha_read_only', 'Whether the server is read-only.', mysql && number(mysql.readOnly)),
    one(
      'mysqlha_replication_io_running',
      'Whether the I/O thread runs.',
      replication && number(replication.ioRunning === 'Yes'),
    ),
    one(
      'mysqlha_replication_sql_running',
      'Whether the SQL thread runs.',
      replication && number(replication.sqlRunning),
    ),
    one('mysqlha_replication_lag_seconds', 'How far the standby is behind.', lag.seconds),
    one('mysqlha_heartbeat_lag_seconds', 'Age of the newest heartbeat of the primary.', lag.heartbeatSeconds),
    one(
      'mysqlha_oldest_transaction_seconds',
      'Age of the oldest open transaction that has written; 0: there is none.',
      transactions && (transactions.oldestWriteSeconds ?? 0),
    ),
    one(
      'mysqlha_oldest_read_transaction_seconds',
      'Age of the oldest open transaction that has only read; 0: there is none.',
      transactions && (transactions.oldestReadSeconds ?? 0),
    ),
    one(
      'mysqlha_semisync_expected',
      'Whether this pair replicates semi-synchronously.',
      number(semisync.policy !== 'none'),
    ),
    one('mysqlha_semisync_source_on', 'Whether the source side is ON.', number(semisync.source === 'ON')),
    one('mysqlha_semisync_replica_on', 'Whether the replica side is ON.', number(semisync.replica === 'ON')),
    one('mysqlha_semisync_clients', 'Replicas that acknowledge commits.', semisync.clients),
    counter(
      'mysqlha_semisync_unacknowledged_total',
      'Commits that no replica has acknowledged, since the server started.',
      status.unacknowledgedCommits,
    ),
    one('mysqlha_semisync_degraded', 'Whether commits are on the primary alone.', number(semisync.degraded)),
    one(
      'mysqlha_peer_reachable',
      'Whether the agent of the other node answers.',
      number(peer?.reachable === true),
    ),
    one('mysqlha_witness_reachable', 'Whether the witness answers.', witness && number(witness.reachable)),
    one(
      'mysqlha_backup_last_timestamp_seconds',
      'When the newest backup here ended, seconds since 1970.',
      secondsOf(status.backups?.last?.at),
    ),
    one(
      'mysqlha_backup_proven_timestamp_seconds',
      'When the newest backup here ended that was restored for a trial, seconds since 1970.',
      secondsOf(status.backups?.provenAt),
    ),
    many(
      'mysqlha_alert',
      'Whether a rule of the agent is broken: 1 warning, 2 critical.',
      rules.map(({ name: rule }) => ({ labels: { rule }, value: gravity(status, rule) })),
    ),
  ]
}

function gravity({ alerts }: AgentStatus, rule: string): number {
  const alert = alerts.find((one) => one.rule === rule)
  if (alert === undefined) return 0
  return alert.severity === 'critical' ? 2 : 1
}

const secondsOf = (time: string | null | undefined): number | null =>
  time == null ? null : Date.parse(time) / 1000

const number = (truth: boolean): number => (truth ? 1 : 0)

function many(name: string, help: string, samples: Metric['samples']): Metric {
  return { name, help, type: 'gauge', samples }
}

function one(name: string, help: string, value: number | null): Metric {
  return many(name, help, value === null ? [] : [{ labels: {}, value }])
}

function counter(name: string, help: string, value: number | null): Metric {
  return { ...one(name, help, value), type: 'counter' }
}
