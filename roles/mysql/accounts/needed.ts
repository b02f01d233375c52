import { createHash } from 'node:crypto'
import { capabilitiesOf } from '../../../src/mysql/capabilities.ts'
import type { RoleContext, RoleHost } from '../../../src/plan/role.ts'
import { accountNames, secretKeys } from '../login.ts'
import { announcedVersion } from '../variables.ts'
import type { MysqlVariables } from '../variables.ts'
import { agentGrants, replicationGrants } from './privileges.ts'
import type { Account } from './statements.ts'

/** Every account that a node must have; the same list on both, in the same order. */
export function neededAccounts(
  host: RoleHost<MysqlVariables>,
  context: Pick<RoleContext<MysqlVariables>, 'hosts' | 'secret'>,
): Account[] {
  const version = announcedVersion(host.vars)
  const can = capabilitiesOf(version)
  const local = { host: 'localhost', requireTls: false }
  return [
    { ...local, user: accountNames.root, password: context.secret(secretKeys.root) },
    {
      ...local,
      user: accountNames.agent,
      password: context.secret(secretKeys.agent),
      grants: agentGrants(version, can),
    },
    ...context.hosts.map(({ address }) => ({
      user: accountNames.replication,
      host: address,
      password: context.secret(secretKeys.replication),
      requireTls: true,
      grants: replicationGrants(can),
    })),
    // Writes through the VIP, to prove that the pair works; it sees nothing but our own schema.
    ...context.hosts.map(({ address }) => ({
      user: accountNames.probe,
      host: address,
      password: context.secret(secretKeys.probe),
      // The servers replicate over the TLS that both speak; of clients none may be left that speaks it.
      requireTls: can.modernTls,
      grants: [{ privileges: ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'CREATE'], on: 'mysqlha.*' as const }],
    })),
  ]
}

/** A digest of names, hosts and privileges, never of passwords: what the evidence in the data directory says was made. */
export function accountsDigest(accounts: readonly Account[]): string {
  const shown = accounts.map(({ user, host, requireTls, grants }) => ({ user, host, requireTls, grants }))
  return createHash('sha256').update(JSON.stringify(shown)).digest('hex')
}
