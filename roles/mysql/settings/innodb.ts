import { bufferPoolBytes, redoLogBytes } from './memory.ts'
import { can, either, gibibyte, mariadb, mysql, sizeText } from './setting.ts'
import type { SettingContext, SettingGroup } from './setting.ts'

function bufferPool({ memoryBytes, maxConnections }: SettingContext): number {
  return bufferPoolBytes(memoryBytes, maxConnections)
}

/** Number of redo files where the server wants a number; two, as in the manual. */
const redoFiles = 2

/** The storage engine. */
export const innodbSettings: SettingGroup = {
  title: 'InnoDB',
  settings: [
    {
      name: 'innodb_buffer_pool_size',
      value: (context) => sizeText(bufferPool(context)),
      why: "from this host's own memory, after 2 GB and 3 MB a connection",
    },
    {
      name: 'innodb_buffer_pool_instances',
      value: 8,
      why: 'less contention; newer releases choose by themselves',
      when: (context) => mysql('<8.4.0')(context) && bufferPool(context) >= gibibyte,
    },
    {
      name: 'innodb_buffer_pool_load_at_startup',
      value: 1,
      why: 'warm after a restart; on by default later',
      when: mysql('<5.7.7'),
    },
    {
      name: 'innodb_buffer_pool_dump_at_shutdown',
      value: 1,
      why: 'belongs to the line above',
      when: mysql('<5.7.7'),
    },
    {
      name: 'innodb_data_file_path',
      value: 'ibdata1:1G:autoextend',
      why: 'undo logs live in it; fixed when the data directory is made: restores need the same line',
      when: either(mysql('<8.0.0'), mariadb()),
    },
    {
      name: 'innodb_data_file_path',
      value: 'ibdata1:12M:autoextend',
      why: 'holds hardly anything any more; fixed when the data directory is made: restores need the same line',
      when: mysql('>=8.0.0 <10'),
    },
    { name: 'innodb_file_per_table', value: 1, why: 'a dropped table gives its space back' },
    { name: 'innodb_flush_log_at_trx_commit', value: 1, why: 'on both nodes: a commit is on disk' },
    { name: 'innodb_log_buffer_size', value: '32M', why: 'as in the manual' },
    {
      name: 'innodb_redo_log_capacity',
      value: ({ memoryBytes }) => sizeText(redoLogBytes(memoryBytes)),
      why: 'all redo logs together',
      when: can('innodbRedoLogCapacity'),
    },
    {
      name: 'innodb_log_file_size',
      value: ({ memoryBytes }) => sizeText(redoLogBytes(memoryBytes)),
      why: 'this server has one file',
      when: mariadb(),
    },
    {
      name: 'innodb_log_file_size',
      value: ({ memoryBytes }) => sizeText(redoLogBytes(memoryBytes) / redoFiles),
      why: 'each of the files',
      when: mysql('<8.0.30'),
    },
    {
      name: 'innodb_log_files_in_group',
      value: redoFiles,
      why: 'together the redo log',
      when: mysql('<8.0.30'),
    },
  ],
}
