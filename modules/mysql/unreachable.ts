import { cannotTell, type Finding } from '../../src/plan/finding.ts'
import type { SqlResult } from '../../src/values/probe.ts'
import type { MysqlLogin } from '../../src/values/sql.ts'

/** The finding when a question got no rows: no server, no login, no answer in time, or the server's own error. */
export function unanswered(what: string, login: MysqlLogin, { error, timedOut }: SqlResult): Finding<never> {
  if (timedOut) return cannotTell(`${what}: the server at ${login.unixSocket} did not answer in time`)
  if (error?.number === 0)
    return cannotTell(`${what}: no server answers at ${login.unixSocket} (${error.message})`)
  const said = error === undefined ? 'no answer' : `${error.message} (error ${error.number})`
  return cannotTell(`${what}, asked as ${login.user}: ${said}`)
}
