import { dirname } from 'node:path'
import { capabilitiesOf } from '../../src/mysql/capabilities.ts'
import type { RoleContext, RoleHost } from '../../src/plan/role.ts'
import * as decisions from '../decisions.ts'
import type { Layout } from './layout.ts'
import type { SettingChoices, SettingContext, SettingPaths } from './settings/setting.ts'
import { announcedVersion, serverIdOf } from './variables.ts'
import type { MysqlVariables } from './variables.ts'

function choicesOf(context: Pick<RoleContext<unknown>, 'decision'>): SettingChoices {
  return {
    characterSet: context.decision(decisions.characterSet.key),
    collation: context.decision(decisions.collation.key),
    isolationLevel: context.decision(decisions.isolationLevel.key),
    lowerCaseTableNames: context.decision(decisions.lowerCaseTableNames.key),
    semisyncPolicy: context.decision(decisions.semisyncPolicy.key),
    semisyncTimeoutMilliseconds: Number(context.decision(decisions.semisyncTimeout.key)),
  }
}

function pathsOf(vars: MysqlVariables, layout: Layout): SettingPaths {
  return {
    basedir: vars.mysql_basedir,
    datadir: vars.mysql_datadir,
    logDirectory: vars.mysql_log_directory,
    tmpdir: vars.mysql_tmpdir,
    socket: vars.mysql_socket,
    pidFile: pidFileOf(vars),
    pluginDirectory: layout.pluginDirectory,
    messagesDirectory: layout.messagesDirectory,
    tlsDirectory: vars.mysql_tls_directory,
  }
}

/** Beside the socket, in the directory that systemd makes for the service and takes away with it. */
export function pidFileOf({ mysql_socket }: MysqlVariables): string {
  return `${dirname(mysql_socket)}/mysqld.pid`
}

/** What my.cnf of one host is made from. */
export function settingContext(
  host: Pick<RoleHost<MysqlVariables>, 'address' | 'vars'>,
  context: Pick<RoleContext<MysqlVariables>, 'decision'>,
  live: { readonly memoryBytes: number; readonly layout: Layout },
): SettingContext {
  const { vars, address } = host
  const version = announcedVersion(vars)
  return {
    version,
    can: capabilitiesOf(version),
    install: vars.mysql_install,
    semisync: live.layout.semisync,
    memoryBytes: live.memoryBytes,
    port: vars.mysql_port,
    address,
    // The role's check has refused hosts without either.
    serverId: vars.mysql_server_id ?? serverIdOf(address) ?? 0,
    maxConnections: vars.mysql_max_connections,
    openFiles: live.layout.openFiles,
    paths: pathsOf(vars, live.layout),
    choices: choicesOf(context),
  }
}
