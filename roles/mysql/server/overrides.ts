import { cannotTell, differs, ok, type Finding } from '../../../src/plan/finding.ts'
import { defineModule } from '../../../src/plan/module.ts'
import type { ServerVersion } from '../../../src/mysql/version.ts'
import { query, type SqlProbe } from '../../../src/values/probe.ts'
import { sh, type ShellCommand } from '../../../src/values/shell.ts'
import { sql, type MysqlLogin } from '../../../src/values/sql.ts'
import { unitName } from './unit.ts'

interface OverridesParams {
  readonly login: MysqlLogin
  readonly version: ServerVersion
  readonly server: string
  readonly configFile: string
}

type OverridesProbes = { readonly commandLine: ShellCommand; readonly sources?: SqlProbe }

/** Where servers can say where a value comes from: variables that come from neither our file nor the program nor a SET. */
function sourcesQuery({ version, configFile, login }: OverridesParams): SqlProbe | undefined {
  if (version.flavour === 'mariadb')
    return query(
      login,
      sql`SELECT variable_name AS name, CONCAT(global_value_origin, ' ', COALESCE(global_value_path, '')) AS source FROM information_schema.system_variables WHERE global_value_origin IN ('CONFIG', 'COMMAND-LINE') AND COALESCE(global_value_path, '') NOT IN ('', ${configFile})`,
    )
  if (version.number.startsWith('5.')) return undefined
  return query(
    login,
    sql`SELECT variable_name AS name, CONCAT(variable_source, ' ', variable_path) AS source FROM performance_schema.variables_info WHERE variable_source IN ('COMMAND_LINE', 'PERSISTED', 'LOGIN') OR variable_path NOT IN ('', ${configFile})`,
  )
}

/** The running server reads our configuration file and nothing else: no other file, no option, no persisted variable. */
export const nothingOverrides = defineModule({
  name: 'nothingOverrides',
  probe(params: OverridesParams): OverridesProbes {
    const sources = sourcesQuery(params)
    return {
      commandLine: sh`pid=$(systemctl show -p MainPID ${unitName} | cut -d= -f2) && tr '\\0' '\\n' < "/proc/$pid/cmdline"`,
      ...(sources === undefined ? {} : { sources }),
    }
  },
  judge({ commandLine, sources }, { server, configFile }): Finding<undefined> {
    if (commandLine.exitCode !== 0) return cannotTell('MySQL does not run')
    const words = commandLine.stdout.split('\n').filter((word) => word !== '')
    const wanted = [server, `--defaults-file=${configFile}`]
    if (words.join('\n') !== wanted.join('\n'))
      return differs(`mysqld runs as "${words.join(' ')}", not as "${wanted.join(' ')}"`, undefined)
    if (sources?.error) return cannotTell(`the server does not say: ${sources.error.message}`)
    const others = (sources?.rows ?? []).map(
      ({ name, source }) => `${String(name)} (${String(source).trim()})`,
    )
    if (others.length > 0)
      return differs(`set elsewhere than in ${configFile}: ${others.join(', ')}`, undefined)
    return ok(`${configFile} alone configures the server`)
  },
})
