import { capabilitiesOf } from '../../../src/mysql/capabilities.ts'
import type { ServerVersion } from '../../../src/mysql/version.ts'
import { sh } from '../../../src/values/shell.ts'
import type { ShellCommand } from '../../../src/values/shell.ts'
import type { Layout } from '../layout.ts'

export interface InitialiseParams {
  readonly version: ServerVersion
  readonly layout: Layout
  readonly configFile: string
  /** Empty for a package. */
  readonly basedir: string
  readonly datadir: string
}

/** `mysqld --initialize-insecure`: root without a password, behind no socket, until the accounts are made. */
function initialize({ layout, configFile }: InitialiseParams): ShellCommand {
  // With the fence up, some releases cannot write their own system tables.
  return sh`${layout.server} --defaults-file=${configFile} --initialize-insecure --user=mysql --super_read_only=0 --read_only=0`
}

/** The install script of MariaDB; a shell script that needs no Perl. */
function mariadbInstallDb({ configFile, basedir, datadir }: InitialiseParams): ShellCommand {
  const options = ['--user=mysql', `--datadir=${datadir}`, '--skip-test-db', '--skip-name-resolve']
  const normal = '--auth-root-authentication-method=normal'
  if (basedir === '') return sh`mariadb-install-db --defaults-file=${configFile} ${options} ${normal}`
  return sh`script=${basedir}/scripts/mariadb-install-db
[ -x "$script" ] || script=${basedir}/scripts/mysql_install_db
"$script" --defaults-file=${configFile} --basedir=${basedir} ${options} ${normal}`
}

/** The SQL of the server's own share directory: its install script is Perl, which a minimal host does not have. */
function bootstrapSql({ layout, configFile, datadir }: InitialiseParams): ShellCommand {
  const { server, messagesDirectory: share } = layout
  return sh`mkdir ${datadir}/mysql && chown mysql:mysql ${datadir}/mysql
{
  echo 'USE mysql;'
  cat ${share}/mysql_system_tables.sql ${share}/mysql_system_tables_data.sql ${share}/fill_help_tables.sql
} | ${server} --defaults-file=${configFile} --bootstrap --user=mysql --skip-log-bin --gtid_mode=OFF \\
  --enforce_gtid_consistency=OFF --read_only=0 --max_allowed_packet=8M`
}

/** How a data directory is made depends on the release. */
export function initialiseCommand(params: InitialiseParams): ShellCommand {
  if (params.version.flavour === 'mariadb') return mariadbInstallDb(params)
  return capabilitiesOf(params.version).initializeOption ? initialize(params) : bootstrapSql(params)
}
