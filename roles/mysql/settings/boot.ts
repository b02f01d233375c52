import { can, either, mariadb, mysql } from './setting.ts'
import type { SettingGroup } from './setting.ts'

/** A server always starts fenced; only the agent that holds the VIP opens it. */
export const bootSettings: SettingGroup = {
  title: 'Fenced at every start: only the agent opens writes, starts replication and events',
  settings: [
    { name: 'read_only', value: 1, why: 'a former primary that reboots must not accept writes' },
    {
      name: 'super_read_only',
      value: 1,
      why: 'holds for administrators too',
      when: can('superReadOnly'),
    },
    {
      name: 'skip_slave_start',
      value: 1,
      why: 'the agent checks for divergence first',
      when: either(mysql('<8.0.26'), mariadb()),
    },
    {
      name: 'skip_replica_start',
      value: 1,
      why: 'the agent checks for divergence first',
      when: mysql('>=8.0.26 <10'),
    },
    { name: 'event_scheduler', value: 'OFF', why: 'events run on the primary alone' },
    {
      name: 'persisted_globals_load',
      value: 'OFF',
      why: 'this file is the only truth: nothing in mysqld-auto.cnf overrides it',
      when: mysql('>=8.0.0 <10'),
    },
    { name: 'local_infile', value: 0, why: 'no client files by SQL' },
    { name: 'skip_name_resolve', value: 1, why: 'accounts are granted by address; DNS cannot delay a login' },
    {
      name: 'symbolic_links',
      value: 0,
      why: 'tables stay inside the data directory',
      when: either(mysql('<8.0.0'), mariadb()),
    },
  ],
}
