import type { AccountState } from './account-probe.ts'
import type { AccountDrift, WantedAccount } from './account-statements.ts'
import { comparePrivileges, type PrivilegeChange, type Privileges } from './privileges.ts'

/** What an existing account lacks or has too much: in words, and for the statements. */
export interface AccountDifferences {
  readonly says: readonly string[]
  readonly drift: AccountDrift
}

/** The drift of an account that is made from nothing. */
export function newAccount(
  state: AccountState,
  wanted: WantedAccount,
  privileges: Privileges = {},
): AccountDrift {
  const { version, versionComment } = state
  const tls = wanted.requireSsl === true
  return {
    version,
    versionComment,
    verb: 'create',
    authentication: true,
    tls,
    ...comparePrivileges(privileges, {}),
  }
}

function inWords(word: string, changes: readonly PrivilegeChange[]): string[] {
  return changes.map(({ on, names }) => `${word} ${names.join(', ')} on ${on}`)
}

/** Compares an existing account with what it shall be; what `wanted` does not say is left as it is. */
export function differencesOf(
  state: AccountState,
  now: { readonly passwordIsWrong: boolean; readonly privileges: Privileges },
  wanted: WantedAccount,
  privileges: Privileges = now.privileges,
): AccountDifferences {
  const { version, versionComment, plugin } = state
  const changes = comparePrivileges(privileges, now.privileges)
  const wrongPlugin = wanted.plugin !== undefined && plugin !== wanted.plugin
  const hasTls = state.tls !== ''
  const wrongTls = wanted.requireSsl !== undefined && wanted.requireSsl !== hasTls
  const authentication = wrongPlugin || now.passwordIsWrong
  return {
    says: [
      ...(wrongPlugin ? [`has plugin ${plugin || 'none'}, should be ${wanted.plugin}`] : []),
      ...(now.passwordIsWrong ? ['has another password'] : []),
      ...(wrongTls ? [hasTls ? 'requires TLS, should not' : 'does not require TLS, should'] : []),
      ...inWords('lacks', changes.grant),
      ...inWords('has too much:', changes.revoke),
    ],
    drift: {
      ...{ version, versionComment, authentication, tls: wrongTls, ...changes },
      verb: authentication || wrongTls ? 'alter' : 'keep',
    },
  }
}
