import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { settingLines } from '../../../../roles/mysql/settings/my-cnf.ts'
import type { SettingContext } from '../../../../roles/mysql/settings/setting.ts'
import { contextFor } from './contexts.ts'

function settings(version: string, changes: Partial<SettingContext> = {}): Map<string, string | number> {
  const lines = settingLines(contextFor(version, changes)).flatMap((group) => group.lines)
  return new Map(lines.map(({ name, value }) => [name, value]))
}

const mysqls = [
  '5.6.24',
  '5.6.46',
  '5.7.8',
  '5.7.44',
  '8.0.11',
  '8.0.25',
  '8.0.40',
  '8.4.0',
  '8.4.6',
  '9.0.1',
  '9.7.4',
]
const mariadbs = ['10.11.2-MariaDB', '10.11.19-MariaDB', '11.4.3-MariaDB', '11.8.6-MariaDB']
const all = [...mysqls, ...mariadbs]

const from = (first: string) => mysqls.slice(mysqls.indexOf(first))
const before = (first: string) => mysqls.slice(0, mysqls.indexOf(first))

/** The servers that do not start with a setting (or must not have it), the fact behind each row. */
const absent: readonly { setting: RegExp; on: readonly string[]; because: string }[] = [
  {
    setting: /^init_rpl_role$/,
    on: mariadbs,
    because: 'recovery would cut off the newest transactions, also those that clients were told of',
  },
  { setting: /^query_cache_/, on: from('8.0.11'), because: 'removed in 8.0.3' },
  { setting: /^log_warnings$/, on: from('8.0.11'), because: 'removed in 8.0.3' },
  { setting: /^expire_logs_days$/, on: from('8.0.11'), because: 'deprecated, removed in 8.2' },
  {
    setting: /^innodb_log_file(_size|s_in_group)$/,
    on: from('8.0.40'),
    because: 'ignored from 8.0.30, removed later',
  },
  { setting: /^innodb_redo_log_capacity$/, on: [...before('8.0.40'), ...mariadbs], because: 'new in 8.0.30' },
  {
    setting: /_info_repository$/,
    on: [...from('8.0.11'), ...mariadbs],
    because: 'TABLE by default, removed in 8.3',
  },
  { setting: /^(gtid_mode|enforce_gtid_consistency)$/, on: mariadbs, because: 'MariaDB refuses to start' },
  {
    setting: /^super_read_only$/,
    on: ['5.6.24', '5.6.46', ...mariadbs],
    because: 'new in 5.7.8, never in MariaDB',
  },
  {
    setting: /^innodb_buffer_pool_instances$/,
    on: [...mariadbs, ...from('8.4.0')],
    because: 'ignored, or automatic',
  },
  { setting: /^innodb_log_files_in_group$/, on: mariadbs, because: 'one file only' },
  { setting: /^plugin_load_add$/, on: mariadbs, because: 'semi-sync is built in' },
  { setting: /semi_sync_(master|slave)/, on: from('8.0.40'), because: 'renamed in 8.0.26' },
  {
    setting: /semi_sync_(source|replica)/,
    on: [...before('8.0.40'), ...mariadbs],
    because: 'renamed in 8.0.26',
  },
  { setting: /wait_point$/, on: ['5.6.24', '5.6.46'], because: 'new in 5.7.2' },
  { setting: /slave/, on: from('8.0.40'), because: 'renamed in 8.0.26, some removed in 8.4' },
  { setting: /^loose_(?!rpl_semi|mysqlx)/, on: all, because: 'a misspelt name must stop the gate' },
  {
    setting: /dependency_tracking|write_set_extraction/,
    on: from('8.4.0'),
    because: 'removed in 8.4 and before',
  },
  { setting: /^binlog_format$/, on: from('8.0.40'), because: 'deprecated from 8.0.34, ROW by default' },
  { setting: /^symbolic_links$/, on: from('8.0.11'), because: 'off by default, deprecated' },
  { setting: /^performance_schema_max/, on: [...from('5.7.8'), ...mariadbs], because: 'loses instruments' },
  {
    setting:
      /^(thread_stack|read_buffer_size|read_rnd_buffer_size|bulk_insert_buffer_size|myisam_repair_threads)$/,
    on: all,
    because: 'dangerous or removed',
  },
  { setting: /^log_bin_trust_function_creators$/, on: all, because: 'only if the customer asks' },
]

/** Settings that a server must have, with the value. */
const present: readonly { name: string; value: string | number; on: readonly string[] }[] = [
  { name: 'read_only', value: 1, on: all },
  { name: 'super_read_only', value: 1, on: from('5.7.8') },
  { name: 'sync_binlog', value: 1, on: all },
  { name: 'innodb_flush_log_at_trx_commit', value: 1, on: all },
  { name: 'sync_relay_log', value: 10000, on: all },
  { name: 'relay_log_recovery', value: 1, on: all },
  { name: 'transaction_isolation', value: 'READ-COMMITTED', on: all },
  { name: 'binlog_row_image', value: 'FULL', on: all },
  { name: 'skip_name_resolve', value: 1, on: all },
  { name: 'local_infile', value: 0, on: all },
  { name: 'skip_slave_start', value: 1, on: [...before('8.0.40'), ...mariadbs] },
  { name: 'skip_replica_start', value: 1, on: from('8.0.40') },
  { name: 'slave_net_timeout', value: 10, on: [...before('8.0.40'), ...mariadbs] },
  { name: 'replica_net_timeout', value: 10, on: from('8.0.40') },
  { name: 'binlog_format', value: 'ROW', on: [...before('8.0.40'), ...mariadbs] },
  { name: 'master_info_repository', value: 'TABLE', on: before('8.0.11') },
  { name: 'relay_log_info_repository', value: 'TABLE', on: before('8.0.11') },
  { name: 'binlog_error_action', value: 'ABORT_SERVER', on: ['5.6.24', '5.6.46'] },
  { name: 'binlog_expire_logs_seconds', value: 864000, on: [...from('8.0.11'), ...mariadbs] },
  { name: 'expire_logs_days', value: 10, on: before('8.0.11') },
  { name: 'gtid_mode', value: 'ON', on: mysqls },
  { name: 'gtid_strict_mode', value: 1, on: mariadbs },
  { name: 'loose_rpl_semi_sync_master_enabled', value: 0, on: before('8.0.40') },
  { name: 'loose_rpl_semi_sync_slave_enabled', value: 1, on: before('8.0.40') },
  { name: 'loose_rpl_semi_sync_source_enabled', value: 0, on: from('8.0.40') },
  { name: 'loose_rpl_semi_sync_replica_enabled', value: 1, on: from('8.0.40') },
  { name: 'loose_rpl_semi_sync_source_wait_point', value: 'AFTER_SYNC', on: from('8.0.40') },
  { name: 'rpl_semi_sync_master_enabled', value: 0, on: mariadbs },
  { name: 'rpl_semi_sync_master_wait_point', value: 'AFTER_SYNC', on: mariadbs },
  { name: 'rpl_semi_sync_slave_enabled', value: 0, on: mariadbs },
  { name: 'log_error_verbosity', value: 3, on: from('5.7.8') },
  { name: 'log_warnings', value: 2, on: ['5.6.24', '5.6.46', ...mariadbs] },
  { name: 'innodb_log_file_size', value: '2G', on: before('8.0.40') },
  { name: 'innodb_redo_log_capacity', value: '4G', on: from('8.0.40') },
  { name: 'innodb_buffer_pool_size', value: '11G', on: all },
  { name: 'slave_preserve_commit_order', value: 1, on: ['5.7.8', '5.7.44', '8.0.11', '8.0.25'] },
  { name: 'collation_server', value: 'utf8mb4_0900_ai_ci', on: from('8.0.11') },
  { name: 'collation_server', value: 'utf8mb4_general_ci', on: [...before('8.0.11'), ...mariadbs] },
]

describe('settings that a release must not have', () => {
  for (const { setting, on, because } of absent)
    test(`${setting.source}: ${because}`, () => {
      for (const version of on)
        assert.deepEqual(
          [...settings(version).keys()].filter((name) => setting.test(name)),
          [],
          version,
        )
    })
})

describe('settings that a release must have', () => {
  for (const { name, value, on } of present)
    test(`${name} = ${value}`, () => {
      for (const version of on) assert.equal(settings(version).get(name), value, version)
    })
})

test('no release gets a setting twice, but for plugins', () => {
  for (const version of all) {
    const names = settingLines(contextFor(version))
      .flatMap(({ lines }) => lines.map(({ name }) => name))
      .filter((name) => name !== 'plugin_load_add')
    assert.deepEqual(names, [...new Set(names)], version)
  }
})

test('the policy "consistency" waits for the agent, not for a timeout', () => {
  const { choices } = contextFor('9.7.4')
  const patient = settings('9.7.4', { choices: { ...choices, semisyncPolicy: 'consistency' } })
  assert.equal(patient.get('loose_rpl_semi_sync_source_timeout'), 4294967295)
})

test('a package knows its own directories', () => {
  const names = [...settings('9.7.4', { install: 'package' }).keys()]
  assert.deepEqual(
    names.filter((name) => /^(basedir|plugin_dir|lc_messages_dir)$/.test(name)),
    [],
  )
})

test('a collation of another character set is refused', () => {
  const { choices } = contextFor('9.7.4')
  assert.throws(
    () => settings('9.7.4', { choices: { ...choices, collation: 'latin1_bin' } }),
    /does not belong to utf8mb4/,
  )
})
