import { either, mariadb, mysql } from './setting.ts'
import type { SettingGroup } from './setting.ts'

const workers = 4

/** The replica's side: relay logs, and an applier that keeps up. */
export const replicaSettings: SettingGroup = {
  title: 'Replica',
  settings: [
    { name: 'relay_log', value: 'relay-bin', why: 'a fixed name: the default follows the host name' },
    { name: 'relay_log_index', value: 'relay-bin.index', why: 'belongs to relay_log' },
    { name: 'max_relay_log_size', value: '128M', why: 'as in the manual' },
    { name: 'relay_log_purge', value: 1, why: 'applied logs are deleted' },
    { name: 'relay_log_recovery', value: 1, why: 'a torn relay log is fetched again after a crash' },
    {
      name: 'sync_relay_log',
      value: 10000,
      // Measured: with 1 a standby receives some 270 transactions a second, and one that has to catch up never does.
      why: 'after a crash relay logs are fetched again anyway; a sync for each event holds the standby back',
    },
    {
      name: 'slave_net_timeout',
      value: 10,
      why: 'seconds; a silent source is noticed (default up to an hour)',
      when: either(mysql('<8.0.26'), mariadb()),
    },
    {
      name: 'replica_net_timeout',
      value: 10,
      why: 'seconds; a silent source is noticed',
      when: mysql('>=8.0.26 <10'),
    },
    {
      name: 'master_info_repository',
      value: 'TABLE',
      why: 'survives a crash, unlike a file',
      when: mysql('<8.0.0'),
    },
    {
      name: 'relay_log_info_repository',
      value: 'TABLE',
      why: 'written with the data it speaks of',
      when: mysql('<8.0.0'),
    },
    {
      name: 'slave_parallel_type',
      value: 'LOGICAL_CLOCK',
      why: 'applies in parallel what was committed in parallel',
      when: mysql('>=5.7.2 <8.0.26'),
    },
    {
      name: 'slave_parallel_workers',
      value: workers,
      why: 'a single applier falls behind under load',
      when: mysql('>=5.7.2 <8.0.26'),
    },
    {
      name: 'slave_preserve_commit_order',
      value: 1,
      why: 'the standby never shows a state that the primary never had',
      when: mysql('>=5.7.5 <8.0.26'),
    },
    {
      name: 'replica_parallel_workers',
      value: workers,
      why: 'a single applier falls behind under load',
      when: mysql('>=8.0.26 <10'),
    },
    {
      name: 'replica_preserve_commit_order',
      value: 1,
      why: 'the standby never shows a state that the primary never had',
      when: mysql('>=8.0.26 <10'),
    },
    {
      name: 'transaction_write_set_extraction',
      value: 'XXHASH64',
      why: 'WRITESET below needs it',
      when: mysql('>=5.7.22 <8.0.2'),
    },
    {
      name: 'binlog_transaction_dependency_tracking',
      value: 'WRITESET',
      why: 'more transactions apply side by side; newer releases always do so',
      when: mysql('>=5.7.22 <8.2.0'),
    },
    {
      name: 'slave_parallel_threads',
      value: workers,
      why: 'the default, 0, applies one at a time; commits stay in order',
      when: mariadb(),
    },
    {
      name: 'slave_parallel_mode',
      value: 'optimistic',
      why: 'conflicts are rolled back and tried again',
      when: mariadb(),
    },
  ],
}
