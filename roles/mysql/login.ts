import type { RoleContext } from '../../src/plan/role.ts'
import type { MysqlLogin } from '../../src/values/sql.ts'
import type { MysqlVariables } from './variables.ts'

/** Keys of secrets.yml. The same on both nodes, since a standby gets its accounts with the primary's data. */
export const secretKeys = {
  root: 'mysql_root_password',
  agent: 'mysql_agent_password',
  replication: 'mysql_replication_password',
  probe: 'mysql_probe_password',
} as const

/** Account names; the hosts they may come from are the nodes' own. */
export const accountNames = {
  root: 'root',
  agent: 'mysqlha',
  replication: 'repl',
  probe: 'mysqlha_probe',
} as const

type Secrets = Pick<RoleContext<MysqlVariables>, 'secret'>

/** The administrator, over the server's own socket. */
export function rootLogin(
  { mysql_socket }: Pick<MysqlVariables, 'mysql_socket'>,
  secrets: Secrets,
): MysqlLogin {
  return { unixSocket: mysql_socket, user: accountNames.root, password: secrets.secret(secretKeys.root) }
}
