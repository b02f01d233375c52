import { differs, ok } from '../../../src/plan/finding.ts'
import { defineModule } from '../../../src/plan/module.ts'
import { query, type SqlProbe } from '../../../src/values/probe.ts'
import type { ShellCommand } from '../../../src/values/shell.ts'
import { sql, type MysqlLogin } from '../../../src/values/sql.ts'
import { lookAtDatadir, ownerOf } from './look.ts'

export interface DatadirParams {
  readonly login: MysqlLogin
  readonly datadir: string
  /** The decision: it is burnt into a data directory. */
  readonly lowerCaseTableNames: string
}

/** A look at a data directory from outside, and from inside by the server that may be running on it. */
export function probeDatadir({ datadir, login }: DatadirParams): { look: ShellCommand; running: SqlProbe } {
  return {
    look: lookAtDatadir(datadir),
    running: query(
      login,
      sql`SELECT @@datadir AS datadir, @@lower_case_table_names AS lower_case_table_names`,
    ),
  }
}

/** Before anything is changed: the data directory is empty, or ours and made for what the customer decided. */
export const datadirIsOurs = defineModule({
  name: 'datadirIsOurs',
  probe: probeDatadir,
  judge(results, params) {
    const owner = ownerOf(results, params)
    return owner.kind === 'obstacle' ? differs(owner.because, undefined) : ok(owner.because)
  },
})
