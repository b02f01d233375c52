import { cannotTell, ok, warn } from '../../src/plan/finding.ts'
import { defineModule } from '../../src/plan/module.ts'
import { query } from '../../src/values/probe.ts'
import { sql, type MysqlLogin } from '../../src/values/sql.ts'

interface FenceParams {
  readonly login: MysqlLogin
  /** The privileges that let an account write on a read-only server; none where read-only holds for everybody. */
  readonly passing: readonly string[]
}

/**
 * A guard for servers without super_read_only: which accounts, from other machines, could write on a standby? Whatever they
 * write there the primary never gets. Nothing is taken from them; the engineer is told.
 */
export const nobodyPassesFence = defineModule({
  name: 'nobodyPassesFence',
  probe: ({ login }: FenceParams) => ({
    granted: query(
      login,
      sql`SELECT grantee AS account, privilege_type AS privilege FROM information_schema.user_privileges WHERE grantee NOT LIKE '%@''localhost''' ORDER BY 1, 2`,
    ),
  }),
  judge({ granted }, { passing }) {
    if (passing.length === 0) return ok('read-only holds for every account of this server')
    if (granted.error ?? granted.timedOut)
      return cannotTell(`the server does not say: ${granted.error?.message ?? 'no answer in time'}`)
    const accounts = granted.rows
      .filter(({ privilege }) => passing.includes(String(privilege)))
      .map(({ account }) => String(account))
    if (accounts.length === 0) return ok(`no account from elsewhere has ${passing.join(' or ')}`)
    return warn(
      `${[...new Set(accounts)].join(', ')} may write although this server is read-only (${passing.join(' or ')}): what it writes on the standby is errant. Revoke that privilege from applications`,
    )
  },
})
