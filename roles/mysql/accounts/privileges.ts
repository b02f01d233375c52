import type { Capabilities } from '../../../src/mysql/capabilities.ts'
import type { ServerVersion } from '../../../src/mysql/version.ts'

/** What an account may do, and on what: `*.*` or one schema. */
export interface Grant {
  readonly privileges: readonly string[]
  readonly on: '*.*' | 'mysqlha.*'
}

const superPrivileges = ['SUPER', 'PROCESS', 'RELOAD', 'REPLICATION CLIENT', 'REPLICATION SLAVE']

// MariaDB 10.5 split SUPER; 10.11 took READ_ONLY ADMIN out of it. SUPER stays for the innodb_ variables.
const mariadbPrivileges = [
  'READ_ONLY ADMIN',
  'REPLICATION SLAVE ADMIN',
  'REPLICATION MASTER ADMIN',
  'BINLOG ADMIN',
  'BINLOG MONITOR',
  'SLAVE MONITOR',
  'CONNECTION ADMIN',
  'PROCESS',
  'RELOAD',
  'SUPER',
]

function dynamicPrivileges(can: Capabilities): string[] {
  return [
    'PROCESS',
    'RELOAD',
    'REPLICATION CLIENT',
    'REPLICATION SLAVE',
    'REPLICATION_SLAVE_ADMIN',
    'SYSTEM_VARIABLES_ADMIN',
    'CONNECTION_ADMIN',
    'BACKUP_ADMIN',
    // Came together with the clone plugin or a little before: the agent ends sessions of any account.
    ...(can.clonePlugin ? ['CLONE_ADMIN', 'SERVICE_CONNECTION_ADMIN', 'SYSTEM_USER'] : []),
  ]
}

/** What reading all data for a copy takes; MySQL's clone plugin needs none of it, but every server can be dumped. */
const copying = ['SELECT', 'SHOW VIEW', 'TRIGGER', 'EVENT', 'LOCK TABLES']

/** What the agent needs to own the role and to copy the data to its peer: nothing that changes customers' data. */
export function agentGrants({ flavour }: ServerVersion, can: Capabilities): Grant[] {
  const onServer = can.dynamicPrivileges
    ? dynamicPrivileges(can)
    : flavour === 'mariadb'
      ? mariadbPrivileges
      : superPrivileges
  return [
    { privileges: [...onServer, ...copying], on: '*.*' },
    { privileges: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'], on: 'mysqlha.*' },
  ]
}

/** Reading the binary log, and being the donor of a clone. */
export function replicationGrants(can: Capabilities): Grant[] {
  return [{ privileges: ['REPLICATION SLAVE', ...(can.clonePlugin ? ['BACKUP_ADMIN'] : [])], on: '*.*' }]
}
