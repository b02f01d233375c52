/** Series of a healthy pair for promtool: a leads, b stands by; a sample every 15 s for 5 minutes. Keys: metric, node, role or rule. */
export type Series = Readonly<Record<string, string>>

const always = (value: number): string => `${value}x20`

function ofNode(node: 'a' | 'b'): Series {
  const primary = node === 'a' ? 1 : 0
  const standby = 1 - primary
  const plain = {
    agent_time_seconds: '0+15x20',
    vip_present: always(primary),
    vrrp_state: always(primary === 1 ? 3 : 2),
    vrrp_transitions_total: always(4),
    mysql_up: always(1),
    read_only: always(standby),
    semisync_expected: always(1),
    semisync_source_on: always(primary),
    semisync_clients: always(primary),
    semisync_replica_on: always(standby),
    semisync_unacknowledged_total: always(7),
    oldest_transaction_seconds: always(60),
    oldest_read_transaction_seconds: always(60),
    peer_reachable: always(1),
    witness_reachable: always(1),
    ...(standby === 1 && {
      replication_io_running: always(1),
      replication_sql_running: always(1),
      replication_lag_seconds: always(5),
      // An hour before the first sample, which is at 0.
      backup_last_timestamp_seconds: always(-3600),
      backup_proven_timestamp_seconds: always(-3600),
    }),
  }
  const roles = { primary, standby, diverged: 0 }
  const rules = { lag: 0, disk: 0, backup: 0, 'backup-proof': 0 }
  return Object.fromEntries([
    ...Object.entries(plain).map(([name, values]) => [`${name} ${node}`, values]),
    ...Object.entries(rules).map(([rule, value]) => [`alert ${node} ${rule}`, always(value)]),
    ...Object.entries(roles).map(([role, value]) => [`role ${node} ${role}`, always(value)]),
  ]) as Series
}

export const healthySeries: Series = { ...ofNode('a'), ...ofNode('b') }

/** As promtool wants them. */
export function inputSeries(series: Readonly<Record<string, string | undefined>>) {
  return Object.entries(series).flatMap(([key, values]) => {
    const [name, node, third] = key.split(' ')
    const label = name === 'alert' ? 'rule' : 'role'
    const labels = `cluster="shop", node="${node}"${third === undefined ? '' : `, ${label}="${third}"`}`
    return values === undefined ? [] : [{ series: `mysqlha_${name}{${labels}}`, values }]
  })
}
