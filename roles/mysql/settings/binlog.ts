import { can, either, mariadb, mysql } from './setting.ts'
import type { SettingGroup } from './setting.ts'

const retentionDays = 10
const secondsPerDay = 86400

/** The binary log and GTIDs: the same on both nodes, since either may be the primary. */
export const binlogSettings: SettingGroup = {
  title: 'Binary log and GTIDs',
  settings: [
    {
      name: 'log_bin',
      value: ({ paths }) => `${paths.logDirectory}/mysql-bin`,
      why: 'a fixed name: the default follows the host name',
    },
    {
      name: 'binlog_format',
      value: 'ROW',
      why: 'the only safe one',
      when: either(mysql('<8.0.34'), mariadb()),
    },
    { name: 'binlog_row_image', value: 'FULL', why: 'a diverged tail can be read and repaired' },
    { name: 'binlog_cache_size', value: '1M', why: 'taken by each session that writes' },
    {
      name: 'sync_binlog',
      value: 1,
      why: 'on both nodes: anything else makes the GTID set lie after a crash',
    },
    {
      name: 'binlog_expire_logs_seconds',
      value: retentionDays * secondsPerDay,
      why: `${retentionDays} days; keep it longer than a chain of backups`,
      when: can('binlogExpireLogsSeconds'),
    },
    {
      name: 'expire_logs_days',
      value: retentionDays,
      why: 'keep it longer than a chain of backups',
      when: (context) => !context.can.binlogExpireLogsSeconds,
    },
    {
      name: 'binlog_error_action',
      value: 'ABORT_SERVER',
      why: 'a full disk would silently end the binary log',
      when: mysql('>=5.6.22 <5.7.7'),
    },
    { name: 'gtid_mode', value: 'ON', why: 'auto-positioning', when: mysql('<10') },
    { name: 'enforce_gtid_consistency', value: 'ON', why: 'required by gtid_mode', when: mysql('<10') },
    {
      name: 'simplified_binlog_gtid_recovery',
      value: 1,
      why: 'starts without reading every binary log',
      when: mysql('>=5.6.23 <5.7.0'),
    },
    {
      name: 'binlog_gtid_simple_recovery',
      value: 1,
      why: 'starts without reading every binary log',
      when: mysql('>=5.7.6 <8.0.0'),
    },
    { name: 'gtid_domain_id', value: 0, why: 'one stream of writes', when: mariadb() },
    { name: 'gtid_strict_mode', value: 1, why: 'refuses a sequence out of order', when: mariadb() },
    {
      name: 'log_slave_updates',
      value: 1,
      why: 'the standby must be able to feed a replica',
      when: either(mysql('<8.0.26'), mariadb()),
    },
    {
      name: 'log_replica_updates',
      value: 1,
      why: 'the standby must be able to feed a replica',
      when: mysql('>=8.0.26 <10'),
    },
  ],
}
