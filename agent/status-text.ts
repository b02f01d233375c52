import type { AgentStatus } from './status.ts'

type Rebuild = NonNullable<AgentStatus['rebuild']>

/** The status in a dozen lines for a terminal. */
export function statusText(status: AgentStatus): string {
  const { mysql, replication, semisync, peer, witness, divergence } = status
  const lines = [
    ['node', `${status.nodeId}: ${status.role} in term ${status.term} since ${status.since}`],
    ['why', status.reason],
    [
      'VIP',
      `${status.vip ? 'here' : 'not here'}; keepalived is told ${status.verdict} (${status.verdictReason})`,
    ],
    ['keepalived', `${status.keepalived.state} since ${status.keepalived.since || '-'}`],
    ['mysqld', mysqlLine(mysql)],
    ['executed', mysql?.gtidExecuted || '-'],
    ['replica', replication ? replicaLine(replication, status.lag.seconds) : 'no'],
    ['semi-sync', semisyncLine(semisync)],
    [
      'peer',
      peer ? `${peer.role} in term ${peer.term}, ${peer.reachable ? 'in contact' : 'silent'}` : 'never heard',
    ],
    [
      'witness',
      witness
        ? `${witness.reachable ? 'in contact' : 'silent'}${witness.lease ? ', lease held' : ''}`
        : 'none',
    ],
    ...(status.backups ? [['backups', backupsLine(status.backups)]] : []),
    ...(divergence ? [['errant', errantLine(divergence)]] : []),
    ...(status.rebuild ? [['rebuild', rebuildLine(status.rebuild)]] : []),
    ...status.alerts.map(({ severity, rule, message }) => ['ALERT', `${severity}: ${rule}: ${message}`]),
    ...status.transitions.map((one) => ['', `${one.at} ${one.from} -> ${one.to}: ${one.reason}`]),
  ]
  return lines.map(([name = '', value = '']) => `${name.padEnd(10)} ${value}\n`).join('')
}

function backupsLine({ last, provenAt, error }: NonNullable<AgentStatus['backups']>): string {
  if (error !== '') return error
  return `${last === null ? 'none here yet' : `${last.id}, ended ${last.at}`}; proven ${provenAt ?? 'never'}`
}

function errantLine({ errant, dump, unsaved }: NonNullable<AgentStatus['divergence']>): string {
  const missing = unsaved ? `; NOT saved: ${unsaved.gtids} (${unsaved.why})` : ''
  return `${errant} saved in ${dump || '(not yet)'}${missing}`
}

function rebuildLine({ method, stage, bytes, totalBytes, failures, error }: Rebuild): string {
  const done = `${Math.round(bytes / 1e6)} of about ${Math.round(totalBytes / 1e6)} MB`
  return `by ${method}: ${stage}, ${done}${failures > 0 ? `; failed ${failures} times: ${error}` : ''}`
}

function semisyncLine({ policy, source, clients, replica }: AgentStatus['semisync']): string {
  if (policy === 'none') return 'none: these servers have it not; a fail-over may lose the last transactions'
  return `source ${source}, ${clients} client(s), replica ${replica}`
}

function replicaLine(replica: NonNullable<AgentStatus['replication']>, lagSeconds: number | null): string {
  const error = replica.sqlError || replica.ioError
  const lag = lagSeconds === null ? 'lag unknown' : `${lagSeconds} s behind`
  return `of ${replica.sourceHost}: I/O ${replica.ioRunning}, SQL ${replica.sqlRunning ? 'Yes' : 'No'}, ${lag}${error && `; ${error}`}`
}

function mysqlLine(mysql: AgentStatus['mysql']): string {
  return mysql === null ? 'not read yet' : `${mysql.health}, ${mysql.readOnly ? 'read-only' : 'writable'}`
}
