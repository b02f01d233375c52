import { differs, ok } from '../../src/plan/finding.ts'
import { defineModule } from '../../src/plan/module.ts'
import { query } from '../../src/values/probe.ts'
import type { MysqlLogin, SqlStatement } from '../../src/values/sql.ts'
import { unanswered } from './unreachable.ts'
import { executeAll } from './without-binary-log.ts'

export interface MysqlQueryParams {
  readonly login: MysqlLogin
  /** Done already when the first cell of its first row is neither NULL nor 0 nor empty. It only reads. */
  readonly ifNot: SqlStatement
  /** Run in this order. A crash may come between any two, so all of them must be safe to run again. */
  readonly statements: readonly SqlStatement[]
  /** False keeps the statements out of the binary log; true by default. */
  readonly sqlLogBin?: boolean
  /** How long the question may take; 10 by default. */
  readonly timeoutSeconds?: number
}

/** No database, no table: what the question looks at is still to be made. */
const notThereYet = [1049, 1146]

function isTrue(cell: unknown): boolean {
  return cell !== undefined && cell !== null && cell !== '' && cell !== '0' && Number(cell) !== 0
}

/** Statements with an effect that a question can prove. */
export const mysqlQuery = defineModule({
  name: 'mysqlQuery',
  probe: ({ login, ifNot, timeoutSeconds = 10 }: MysqlQueryParams) => ({
    done: query(login, ifNot, timeoutSeconds),
  }),
  judge({ done }, { login, ifNot }) {
    const absent = done.error !== undefined && notThereYet.includes(done.error.number)
    if (!absent && (done.error || done.timedOut)) return unanswered(ifNot.text, login, done)
    const cell = Object.values(done.rows[0] ?? {})[0]
    if (isTrue(cell)) return ok(`the server says so: ${ifNot.text}`)
    return differs(absent ? `${done.error?.message}` : `not yet: ${ifNot.text}`, null)
  },
  async apply(host, { login, statements, sqlLogBin = true }) {
    await executeAll(host, login, statements, { sqlLogBin })
  },
})
