import { askFor, cannotTell, differs, type Finding, ok } from '../../src/plan/finding.ts'
import { defineModule } from '../../src/plan/module.ts'
import { query, type SqlProbe } from '../../src/values/probe.ts'
import type { Secret } from '../../src/values/secret.ts'
import { sql, type MysqlLogin } from '../../src/values/sql.ts'
import { differencesOf, newAccount } from './account-differences.ts'
import { accountStateOf, compareStored, readAccount } from './account-probe.ts'
import { type AccountDrift, accountStatements } from './account-statements.ts'
import { judgeLogin, judgeStored } from './judge-password.ts'
import { type Privileges, privilegesOf, readPrivileges } from './privileges.ts'
import { cachingSha2Hash } from './stored-password.ts'
import { unanswered } from './unreachable.ts'
import { executeAll } from './without-binary-log.ts'

export interface MysqlUserParams {
  /** As whom to look and to change: root, mostly. */
  readonly login: MysqlLogin
  readonly name: string
  /** `localhost`, an address, or a pattern with `%`. */
  readonly host: string
  readonly password?: Secret
  /** The authentication plugin: `caching_sha2_password`, `auth_socket` ... The server's default when absent. */
  readonly plugin?: string
  /** Exactly these; left as they are when absent. */
  readonly privileges?: Privileges
  /** Left as it is when absent. */
  readonly requireSsl?: boolean
  readonly state?: 'present' | 'absent'
  /** Write the statements to the binary log, so that the replica gets the account too; false by default. */
  readonly sqlLogBin?: boolean
  /** `onCreate` leaves the password of an account that exists; `always` by default. */
  readonly updatePassword?: 'always' | 'onCreate'
}

/** `login` is a real login as the account, `stored` the second look at its password. */
type UserProbes = {
  readonly account: SqlProbe
  readonly privileges: SqlProbe
  readonly login?: SqlProbe
  readonly stored?: SqlProbe
}

function accountText({ name, host }: MysqlUserParams): string {
  return `'${name}'@'${host}'`
}

/** A real login is the best proof; over the socket the server takes it from accounts at localhost that need no TLS. */
function mayLogIn({
  host,
  password,
  plugin,
  requireSsl = false,
  state = 'present',
}: MysqlUserParams): boolean {
  const bySocket = plugin === 'auth_socket' || plugin === 'unix_socket'
  return host === 'localhost' && password !== undefined && !requireSsl && !bySocket && state === 'present'
}

/** An account of the server, exactly as described. Nothing is asked or changed over the network. */
export const mysqlUser = defineModule({
  name: 'mysqlUser',
  probe(params: MysqlUserParams): UserProbes {
    const { login, name, password } = params
    return {
      account: query(login, readAccount(params, password)),
      privileges: query(login, readPrivileges(params)),
      ...(mayLogIn(params) && password
        ? { login: query({ unixSocket: login.unixSocket, user: name, password }, sql`SELECT CURRENT_USER()`) }
        : {}),
    }
  },
  judge(results, params): Finding<AccountDrift> {
    const { login, password, plugin, state = 'present', updatePassword = 'always' } = params
    const who = accountText(params)
    const [row] = results.account.rows
    if (row === undefined) return unanswered(`account ${who}`, login, results.account)
    if (results.privileges.error) return unanswered(`privileges of ${who}`, login, results.privileges)
    const account = accountStateOf(row)
    if (state === 'absent' && !account.exists) return ok(`there is no account ${who}`)
    const fresh = newAccount(account, params, params.privileges)
    if (state === 'absent') return differs(`account ${who} exists`, { ...fresh, verb: 'drop' })
    if (!account.exists && password === undefined && plugin === undefined)
      return cannotTell(`account ${who} needs a password or a plugin to be made`)
    if (!account.exists) return differs(`there is no account ${who}`, fresh)

    const compared = password !== undefined && updatePassword === 'always'
    if (compared && !mayLogIn(params) && results.stored === undefined) {
      const hash = cachingSha2Hash(password, account.cachingSha2StartHex)
      if (hash !== undefined) return askFor({ stored: query(login, compareStored(params, hash)) })
    }
    const finding = results.login ? judgeLogin(results.login) : judgeStored(account, results.stored)
    const passwordNow = compared ? finding : 'right'
    if (typeof passwordNow !== 'string')
      return unanswered(`password of ${who}`, login, passwordNow.unanswered)

    const now = {
      passwordIsWrong: passwordNow === 'wrong',
      privileges: privilegesOf(results.privileges.rows),
    }
    const { says, drift } = differencesOf(account, now, params, params.privileges)
    if (says.length > 0) return differs(`account ${who} ${says.join('; ')}`, drift)
    const doubt = passwordNow === 'unknown' ? `; what ${account.plugin} stores cannot be compared` : ''
    return ok(`account ${who} is right${doubt}`)
  },
  async apply(host, params, drift) {
    const { login, sqlLogBin = false } = params
    await executeAll(host, login, accountStatements(params, drift), { sqlLogBin })
  },
})
