import { assert } from '../../modules/commands/assert.ts'
import { backupTool, noBackupTool } from '../../modules/mysql/backup-tool.ts'
import { packages } from '../../modules/packages/package.ts'
import { Deferred, fact } from '../../src/plan/deferred.ts'
import type { Facts } from '../../src/plan/facts.ts'
import type { RoleHost } from '../../src/plan/role.ts'
import type { Step } from '../../src/plan/step.ts'
import { fileAt } from '../../src/values/probe.ts'
import { sh } from '../../src/values/shell.ts'
import { withLayout } from '../mysql/layout.ts'
import type { BackupVariables } from './variables.ts'

type Host = RoleHost<BackupVariables>

const toolName = 'backup_tool'
const manager = fact((facts: Facts) => facts.packageManager)

/** Whether the host can make backups, for steps of later phases. */
export function canBackUp(host: string): Deferred<boolean> {
  return new Deferred((live) => live.published(host, toolName) !== noBackupTool, [{ host, name: toolName }])
}

function programs({ name, vars }: Host): Step[] {
  const { mysql_install: install, mysql_flavour: flavour, mysql_basedir: basedir } = vars
  return [
    ...(install === 'package' && flavour === 'mariadb'
      ? [packages('The backup program is installed', { name: 'mariadb-backup|MariaDB-backup', manager })]
      : []),
    ...(vars.backup_compression === 'zstd' ? [packages('zstd is installed', { name: 'zstd', manager })] : []),
    backupTool(
      'The host can back its server up',
      {
        server: withLayout(name, ({ server }) => server),
        programs: install === 'tarball' ? `${basedir}/bin` : '',
        missing: vars.backup_tool_missing,
      },
      { publish: toolName },
    ),
  ]
}

function zone(vars: BackupVariables): Step[] {
  if (vars.backup_time_zone !== undefined) return []
  return [
    assert('The time zone of the host is known', {
      probes: {},
      given: fact((facts) => facts.timeZone),
      that: (_, timeZone) => timeZone !== '',
      failMsg: 'neither /etc/localtime nor /etc/timezone names it: name it by backup_time_zone',
    }),
  ]
}

const mostKeyBytes = 65

function key({ backup_key_file: path }: BackupVariables): Step[] {
  if (path === undefined) return []
  return [
    assert('The key of the backups is there, for root alone', {
      probes: { key: fileAt(path) },
      that: ({ key }) =>
        key.exists &&
        key.type === 'file' &&
        key.owner === 'root' &&
        /^0?[46]00$/.test(key.mode) &&
        key.sizeBytes >= 64 &&
        key.sizeBytes <= mostKeyBytes,
      failMsg: `backup_key_file: ${path} must be root's, 0600, with 64 hexadecimal digits, the same on both nodes: (umask 077; openssl rand -hex 32 >${path})`,
    }),
  ]
}

function snapshotPrograms(vars: BackupVariables): Step[] {
  return (['backup_snapshot_command', 'backup_snapshot_after_command'] as const).flatMap((variable) => {
    const path = vars[variable]
    if (path === undefined) return []
    return [
      assert(`${variable} can be run`, {
        probes: { found: sh`test -f ${path} && test -x ${path}` },
        that: ({ found }) => found.exitCode === 0,
        failMsg: `${variable}: ${path} is no executable file on this host`,
      }),
    ]
  })
}

/** All that backups need on a host, before anything is set up for them. */
export function means(host: Host): Step[] {
  const { vars } = host
  return [...programs(host), ...zone(vars), ...key(vars), ...snapshotPrograms(vars)]
}
