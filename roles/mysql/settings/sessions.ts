import { can, mysql } from './setting.ts'
import type { SettingGroup } from './setting.ts'

/** Connections, and what each of them may take. */
export const sessionSettings: SettingGroup = {
  title: 'Connections and their buffers',
  settings: [
    {
      name: 'max_connections',
      value: ({ maxConnections }) => maxConnections,
      why: 'each may take about 3 MB',
    },
    { name: 'max_connect_errors', value: 100000, why: 'a health check must not lock an address out' },
    {
      name: 'open_files_limit',
      value: ({ openFiles }) => openFiles,
      why: 'as LimitNOFILE of the unit; a container may cap it lower',
    },
    { name: 'interactive_timeout', value: 28800, why: 'eight hours, as in the manual' },
    { name: 'wait_timeout', value: 28800, why: 'eight hours, as in the manual' },
    {
      name: 'max_allowed_packet',
      value: '64M',
      why: 'defaults differ between releases; a replica with less breaks on a large row',
    },
    { name: 'thread_cache_size', value: 200, why: 'short connections reuse threads' },
    { name: 'table_open_cache', value: 2048, why: 'as in the manual' },
    { name: 'table_definition_cache', value: 2048, why: 'as in the manual' },
    { name: 'sort_buffer_size', value: '128K', why: 'taken by each session' },
    { name: 'join_buffer_size', value: '128K', why: 'taken by each join' },
    { name: 'tmp_table_size', value: '32M', why: 'taken by each session: more of it ends in an OOM kill' },
    { name: 'max_heap_table_size', value: '32M', why: 'the same bound as tmp_table_size' },
    { name: 'key_buffer_size', value: '8M', why: 'MyISAM is not used for data' },
    { name: 'myisam_sort_buffer_size', value: '128M', why: 'for repairs alone' },
    { name: 'myisam_max_sort_file_size', value: '10G', why: 'for repairs alone' },
    {
      name: 'query_cache_type',
      value: 0,
      why: 'a global lock; newer releases removed it',
      when: can('queryCache'),
    },
    { name: 'query_cache_size', value: 0, why: 'no memory for what is off', when: can('queryCache') },
    {
      name: 'performance_schema_max_table_instances',
      value: 600,
      why: 'this series takes hundreds of megabytes otherwise',
      when: mysql('<5.7.0'),
    },
  ],
}
