import { can, either, mariadb, mysql } from './setting.ts'
import type { SettingGroup } from './setting.ts'

/** Error and slow query log. */
export const logSettings: SettingGroup = {
  title: 'Logs',
  settings: [
    {
      name: 'log_error',
      value: ({ paths }) => `${paths.logDirectory}/error.log`,
      why: 'outside the data directory, which must be empty when it is initialised',
    },
    {
      name: 'log_error_verbosity',
      value: 3,
      why: 'errors, warnings and notes',
      when: can('logErrorVerbosity'),
    },
    {
      name: 'log_warnings',
      value: 2,
      why: 'errors, warnings and failed logins',
      when: either(mysql('<5.7.2'), mariadb()),
    },
    { name: 'log_output', value: 'FILE', why: 'a table would be read-only on the standby' },
    { name: 'slow_query_log', value: 1, why: 'as in the manual' },
    {
      name: 'slow_query_log_file',
      value: ({ paths }) => `${paths.logDirectory}/slow.log`,
      why: 'beside the error log',
    },
    { name: 'long_query_time', value: 1, why: 'seconds' },
    {
      name: 'log_slow_slave_statements',
      value: 1,
      why: 'slow statements of the applier too',
      when: either(mysql('<8.0.26'), mariadb()),
    },
    {
      name: 'log_slow_replica_statements',
      value: 1,
      why: 'slow statements of the applier too',
      when: mysql('>=8.0.26 <10'),
    },
  ],
}
