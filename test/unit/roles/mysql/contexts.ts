import { capabilitiesOf } from '../../../../src/mysql/capabilities.ts'
import { parseServerVersion } from '../../../../src/mysql/version.ts'
import type { SettingContext } from '../../../../roles/mysql/settings/setting.ts'
import { gibibyte } from '../../../../roles/mysql/settings/setting.ts'

/** Version strings of the seven series that my.cnf is rendered for, by golden file. */
export const series: Readonly<Record<string, string>> = {
  '5.6': '5.6.46',
  '5.7': '5.7.44',
  '8.0': '8.0.40',
  '8.4': '8.4.6',
  '9.7': '9.7.4',
  'mariadb-10.11': '10.11.19-MariaDB',
  'mariadb-11.8': '11.8.6-MariaDB',
}

/** A host with 16 GB and the default variables, on the given server. */
export function contextFor(versionText: string, changes: Partial<SettingContext> = {}): SettingContext {
  const version = parseServerVersion(versionText)
  return {
    version,
    can: capabilitiesOf(version),
    install: 'tarball',
    semisync: true,
    memoryBytes: 16 * gibibyte,
    port: 3306,
    address: '192.168.14.128',
    serverId: 3232239232,
    maxConnections: 1000,
    openFiles: 65535,
    paths: {
      basedir: '/alidata/mysql',
      datadir: '/alidata/mysql/data',
      logDirectory: '/alidata/mysql/log',
      tmpdir: '/alidata/mysql/tmp',
      socket: '/run/mysqld/mysqld.sock',
      pidFile: '/run/mysqld/mysqld.pid',
      pluginDirectory: '/alidata/mysql/lib/plugin',
      messagesDirectory: '/alidata/mysql/share',
      tlsDirectory: '/etc/mysql-tls',
    },
    choices: {
      characterSet: 'utf8mb4',
      collation: 'standard',
      isolationLevel: 'READ-COMMITTED',
      lowerCaseTableNames: '1',
      semisyncPolicy: 'availability',
      semisyncTimeoutMilliseconds: 1000,
    },
    ...changes,
  }
}
