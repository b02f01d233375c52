import type { Capabilities } from '../../../src/mysql/capabilities.ts'
import type { ServerVersion } from '../../../src/mysql/version.ts'

/** What an account may do, and on what: `*.*` or one schema. */
export interface Grant {
  readonly privileges: readonly string[]
  readonly on: '*.*' | 'mysqlha.*' | 'performance_schema.*'
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

/** What the agent needs to own the role: nothing that reads or writes customers' data. */
export function agentGrants({ flavour }: ServerVersion, can: Capabilities): Grant[] {
  const onServer = can.dynamicPrivileges
    ? dynamicPrivileges(can)
    : flavour === 'mariadb'
      ? mariadbPrivileges
      : superPrivileges
  return [
    { privileges: onServer, on: '*.*' },
    { privileges: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'], on: 'mysqlha.*' },
    { privileges: ['SELECT'], on: 'performance_schema.*' },
  ]
}

/** Reading the binary log, and being the donor of a clone. */
export function replicationGrants(can: Capabilities): Grant[] {
  return [{ privileges: ['REPLICATION SLAVE', ...(can.clonePlugin ? ['BACKUP_ADMIN'] : [])], on: '*.*' }]
}
