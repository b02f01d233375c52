import { cannotTell, differs, ok } from '../../src/plan/finding.ts'
import { defineModule } from '../../src/plan/module.ts'
import { query, type Row } from '../../src/values/probe.ts'
import { raw, sql, type MysqlLogin } from '../../src/values/sql.ts'
import { unanswered } from './unreachable.ts'
import { sameValue, valueForSet, type VariableValue } from './variable-value.ts'

export interface MysqlVariableParams {
  readonly login: MysqlLogin
  /** A global, dynamic variable. Its name comes from our own tables. */
  readonly name: string
  /** Sizes may have a unit: `128M`. */
  readonly value: VariableValue
}

const unknownVariable = 1193

function nameOf({ name }: MysqlVariableParams) {
  if (!/^[A-Za-z_][\w.]*$/.test(name)) throw new TypeError(`no variable name: ${name}`)
  return raw(name)
}

function valueOf(row: Row | undefined): string {
  const value = row?.value
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint'
    ? String(value)
    : ''
}

/** A global variable of the running server. What holds after a restart is the configuration file's; nothing is persisted. */
export const mysqlVariable = defineModule({
  name: 'mysqlVariable',
  probe: (params: MysqlVariableParams) => ({
    variable: query(params.login, sql`SELECT @@GLOBAL.${nameOf(params)} AS value`),
  }),
  judge({ variable }, { login, name, value }) {
    if (variable.error?.number === unknownVariable) return cannotTell(`this server has no variable ${name}`)
    if (variable.error || variable.timedOut) return unanswered(`variable ${name}`, login, variable)
    const now = valueOf(variable.rows[0])
    return sameValue(now, value)
      ? ok(`${name} is ${now}`)
      : differs(`${name} is ${now || 'empty'}, should be ${value}`, null, {
          subject: name,
          before: `${now}\n`,
          after: `${value}\n`,
        })
  },
  async apply(host, params) {
    await host.execute(params.login, sql`SET GLOBAL ${nameOf(params)} = ${valueForSet(params.value)}`)
  },
})
