import semver from 'semver'
import type { ServerVersion } from './version.ts'

/** The releases that have a capability: a semver range for each family, `null` for "never". Percona follows MySQL. */
interface Availability {
  mysql: string | null
  mariadb: string | null
}

const always = '>=5.6.0 <10'
const alwaysMariadb = '>=10.2.0 <13'

// Every range has an upper bound: each new major release removes statements and variables.
const table = {
  /** `super_read_only`; setting `read_only=0` clears both. */
  superReadOnly: { mysql: '>=5.7.8 <10', mariadb: null },
  /** A privilege of its own, apart from SUPER, lets an account write on a read-only server. */
  readOnlyAdmin: { mysql: null, mariadb: '>=10.11.0 <13' },
  /** `mysqld --initialize`; older ones and MariaDB have an install script. */
  initializeOption: { mysql: '>=5.7.6 <10', mariadb: null },
  /** `mysql.user.authentication_string` holds the password hash (before: `Password`). */
  authenticationString: { mysql: '>=5.7.6 <10', mariadb: null },
  /** `GRANT ... IDENTIFIED BY` still creates accounts. */
  grantCreatesUsers: { mysql: '>=5.6.0 <8.0.0', mariadb: alwaysMariadb },
  alterUserIdentifiedBy: { mysql: '>=5.7.6 <10', mariadb: alwaysMariadb },
  /** `mysql_native_password` can be used (in 8.4 only when switched on). */
  nativePassword: { mysql: '>=5.6.0 <9.0.0', mariadb: alwaysMariadb },
  cachingSha2Default: { mysql: '>=8.0.4 <10', mariadb: null },
  /** `GET_SOURCE_PUBLIC_KEY` or its old name. */
  getSourcePublicKey: { mysql: '>=8.0.4 <10', mariadb: null },
  /** `START/STOP/RESET/SHOW REPLICA`. */
  replicaStatements: { mysql: '>=8.0.22 <10', mariadb: '>=10.5.1 <13' },
  /** `START/STOP/RESET/SHOW SLAVE`, removed in 8.4. */
  slaveStatements: { mysql: '>=5.6.0 <8.4.0', mariadb: alwaysMariadb },
  changeReplicationSource: { mysql: '>=8.0.23 <10', mariadb: null },
  showBinaryLogStatus: { mysql: '>=8.2.0 <10', mariadb: null },
  resetBinaryLogsAndGtids: { mysql: '>=8.2.0 <10', mariadb: null },
  /** The replica status has `Source_`/`Replica_` columns. MariaDB keeps the old names in every statement. */
  sourceColumns: { mysql: '>=8.0.22 <10', mariadb: null },
  /** Semi-sync is named source/replica; the older family is master/slave. */
  semisyncSourceNames: { mysql: '>=8.0.26 <10', mariadb: null },
  /** Semi-sync is a plugin to load; MariaDB has it built in and refuses to install it. */
  semisyncPlugins: { mysql: always, mariadb: null },
  semisyncWaitPoint: { mysql: '>=5.7.2 <10', mariadb: alwaysMariadb },
  semisyncWaitForReplicaCount: { mysql: '>=5.7.3 <10', mariadb: null },
  /** GTIDs as `uuid:interval`; MariaDB writes `domain-server-sequence`. */
  uuidGtids: { mysql: always, mariadb: null },
  gtidOnlineSwitch: { mysql: '>=5.7.6 <10', mariadb: null },
  gtidExecutedTable: { mysql: '>=5.7.5 <10', mariadb: null },
  waitForExecutedGtidSet: { mysql: '>=5.7.5 <10', mariadb: null },
  waitUntilSqlThreadAfterGtids: { mysql: '>=5.6.9 <9.0.0', mariadb: null },
  demoteToSlave: { mysql: null, mariadb: '>=10.10.0 <13' },
  /** Its TLS is one that present libraries accept; before, yaSSL offered TLS 1.0 without secure renegotiation. */
  modernTls: { mysql: '>=5.6.46 <5.7.0 || >=5.7.28 <10', mariadb: alwaysMariadb },
  /** A replica's `SSL=1` does nothing unless a key, an authority or a cipher is named too. */
  sslNeedsCipher: { mysql: '>=5.6.0 <5.7.3', mariadb: null },
  clonePlugin: { mysql: '>=8.0.17 <10', mariadb: null },
  logicalClockApplier: { mysql: '>=5.7.2 <10', mariadb: null },
  binlogExpireLogsSeconds: { mysql: '>=8.0.1 <10', mariadb: '>=10.6.1 <13' },
  expireLogsDays: { mysql: '>=5.6.0 <8.2.0', mariadb: alwaysMariadb },
  infoRepositories: { mysql: '>=5.6.0 <8.3.0', mariadb: null },
  logErrorVerbosity: { mysql: '>=5.7.2 <10', mariadb: null },
  logWarnings: { mysql: '>=5.6.0 <8.0.3', mariadb: alwaysMariadb },
  transactionIsolationVariable: { mysql: '>=5.7.20 <10', mariadb: '>=11.1.1 <13' },
  txIsolationVariable: { mysql: '>=5.6.0 <8.0.3', mariadb: alwaysMariadb },
  /** `information_schema.tables.update_time` is kept for InnoDB tables; NULL: not changed since they were opened. */
  innodbUpdateTime: { mysql: '>=5.7.2 <10', mariadb: alwaysMariadb },
  innodbRedoLogCapacity: { mysql: '>=8.0.30 <10', mariadb: null },
  /** `lower_case_table_names` must stay what it was when the data directory was made. */
  lowerCaseTableNamesFixed: { mysql: '>=8.0.0 <10', mariadb: null },
  adminPort: { mysql: '>=8.0.14 <10', mariadb: null },
  offlineMode: { mysql: '>=5.7.5 <10', mariadb: null },
  validateConfigOption: { mysql: '>=8.0.16 <10', mariadb: null },
  queryCache: { mysql: '>=5.6.0 <8.0.3', mariadb: alwaysMariadb },
  /** `CONNECTION_ADMIN` and its kin; before that SUPER alone. */
  dynamicPrivileges: { mysql: '>=8.0.0 <10', mariadb: null },
} satisfies Record<string, Availability>

/** The names of the questions that can be asked of a version. */
export type Capability = keyof typeof table

/** The answer to every question for one server version. */
export type Capabilities = Readonly<Record<Capability, boolean>>

/**
 * Answers every capability question for one version. Facts on 5.6, 9.7 and MariaDB 10.11 and 11.8 were measured on those
 * servers; 5.7, 8.0 and 8.4 follow the vendors' documentation.
 */
export function capabilitiesOf(version: ServerVersion): Capabilities {
  const family = version.flavour === 'mariadb' ? 'mariadb' : 'mysql'
  const answers = Object.entries(table).map(([name, availability]: [string, Availability]) => {
    const range = availability[family]
    return [name, range !== null && semver.satisfies(version.number, range)] as const
  })
  return Object.fromEntries(answers) as Record<Capability, boolean>
}
