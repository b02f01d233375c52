import { cannotTell, differs, ok } from '../../../src/plan/finding.ts'
import { defineModule } from '../../../src/plan/module.ts'
import { query } from '../../../src/values/probe.ts'
import { sql } from '../../../src/values/sql.ts'
import type { MysqlLogin } from '../../../src/values/sql.ts'
import { initialiseCommand } from './initialise-command.ts'
import type { InitialiseParams } from './initialise-command.ts'
import { initialiseScript } from './initialise-script.ts'
import { lookAtDatadir, stateOf } from './look.ts'

export interface InitialisedParams extends InitialiseParams {
  readonly login: MysqlLogin
  /** The decision: it is burnt into a data directory. */
  readonly lowerCaseTableNames: string
  readonly errorLog: string
}

/**
 * The data directory has been initialised, by us: known by the evidence that is written last inside it, or by the running
 * server that knows our password. An interrupted initialisation is wiped and done again, as long as no user's data can be in it.
 */
export const initialised = defineModule({
  name: 'initialised',
  probe: ({ datadir, login }: InitialisedParams) => ({
    look: lookAtDatadir(datadir),
    running: query(
      login,
      sql`SELECT @@datadir AS datadir, @@lower_case_table_names AS lower_case_table_names`,
    ),
  }),
  judge({ look, running }, { datadir, lowerCaseTableNames }) {
    const state = stateOf(look)
    const [row] = running.rows
    const runs = row !== undefined && `${datadir}/`.replaceAll('//', '/') === String(row.datadir)
    const made = runs ? String(row.lower_case_table_names) : state.lowerCaseTableNames
    if (runs || state.kind === 'initialised') {
      if (made !== undefined && made !== lowerCaseTableNames)
        return cannotTell(
          `${datadir} was made with lower_case_table_names=${made}, and the decision says ${lowerCaseTableNames}: it can never change`,
        )
      return ok(runs ? `the running server uses ${datadir}` : `${datadir} is initialised`)
    }
    if (state.kind === 'foreign')
      return cannotTell(
        `${datadir} holds what this tool did not put there (${state.entries.join(', ')}): move it away, or give another mysql_datadir`,
      )
    return differs(
      state.kind === 'interrupted'
        ? `an initialisation of ${datadir} was interrupted`
        : `${datadir} is empty`,
      undefined,
    )
  },
  async apply(host, params) {
    const { datadir, lowerCaseTableNames, errorLog } = params
    await host.job(
      initialiseScript({ datadir, lowerCaseTableNames, errorLog, command: initialiseCommand(params) }),
      'initialise',
    )
  },
})

interface PreflightParams {
  readonly datadir: string
  readonly login: MysqlLogin
}

/** Before anything is changed: the data directory is empty, ours, or not there. */
export const datadirIsOurs = defineModule({
  name: 'datadirIsOurs',
  probe: ({ datadir, login }: PreflightParams) => ({
    look: lookAtDatadir(datadir),
    running: query(login, sql`SELECT @@datadir AS datadir`),
  }),
  judge({ look, running }, { datadir }) {
    const state = stateOf(look)
    if (state.kind !== 'foreign' || running.rows.length > 0) return ok(`${datadir} is ${state.kind}`)
    return differs(
      `${datadir} holds what this tool did not put there (${state.entries.join(', ')}): move it away, or give another mysql_datadir`,
      undefined,
    )
  },
})
