import type { SqlResult } from '../../src/values/probe.ts'
import type { AccountState } from './account-probe.ts'

/**
 * Access denied (with and without a password given), password must be changed, password expired, plugin not loaded: each is
 * put right by writing the password again.
 */
const wrongPasswordErrors = [1045, 1698, 1820, 1862, 1524]

/** What is known of a password; `unknown` when the server stores it in a way that cannot be compared. */
export type PasswordFinding = 'right' | 'wrong' | 'unknown' | { readonly unanswered: SqlResult }

/** After really logging in as the account. */
export function judgeLogin(login: SqlResult): PasswordFinding {
  if (login.error === undefined && !login.timedOut) return 'right'
  return wrongPasswordErrors.includes(login.error?.number ?? 0) ? 'wrong' : { unanswered: login }
}

/** By what the server stores; `stored` is the answer to `compareStored`, needed for caching_sha2_password alone. */
export function judgeStored(account: AccountState, stored: SqlResult | undefined): PasswordFinding {
  // 5.6 leaves the plugin of an old account empty.
  if (account.plugin === 'mysql_native_password' || account.plugin === '')
    return account.nativeMatches ? 'right' : 'wrong'
  if (stored === undefined) return 'unknown'
  if (stored.error !== undefined || stored.timedOut) return { unanswered: stored }
  return Number(stored.rows[0]?.same) > 0 ? 'right' : 'wrong'
}
