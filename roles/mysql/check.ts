import type { RoleHost, VariableProblem } from '../../src/plan/role.ts'
import { capabilitiesOf } from '../../src/mysql/capabilities.ts'
import semver from 'semver'
import { optionName, ownOptionNames } from './settings/my-cnf.ts'
import { announcedVersion, serverIdOf, type MysqlVariables } from './variables.ts'

type Host = RoleHost<MysqlVariables>

/** The series for which every setting and statement is known. */
const supported = { mysql: '>=5.6.10 <10', mariadb: '>=10.11.0 <12' }

function serverId({ vars, address }: Host): number | undefined {
  return vars.mysql_server_id ?? serverIdOf(address)
}

function versionProblem(host: Host): VariableProblem[] {
  const { flavour, number } = announcedVersion(host.vars)
  const range = supported[flavour === 'mariadb' ? 'mariadb' : 'mysql']
  if (semver.satisfies(number, range)) return []
  return [
    {
      host: host.name,
      variable: 'mysql_version',
      message: `${number} is not among the releases this tool knows (${range})`,
    },
  ]
}

function tarballProblem({ name, vars }: Host): VariableProblem[] {
  if (vars.mysql_install !== 'tarball' || vars.mysql_tarball !== undefined) return []
  return [
    {
      host: name,
      variable: 'mysql_tarball',
      message: 'is needed: path or url, and sha256',
      hint: "Or install the distribution's package: mysql_install: package",
    },
  ]
}

function serverIdProblems(host: Host, hosts: readonly Host[]): VariableProblem[] {
  const own = serverId(host)
  const problem = (message: string) => [{ host: host.name, variable: 'mysql_server_id', message }]
  if (own === undefined || own === 0)
    return problem(`is needed: ansible_host ${host.address} is no IPv4 address to make one from`)
  const twin = hosts.find((other) => other.name < host.name && serverId(other) === own)
  return twin ? problem(`is ${own}, as on ${twin.name}: replication needs two different ones`) : []
}

function extraProblems({ name, vars }: Host): VariableProblem[] {
  const version = announcedVersion(vars)
  const own = ownOptionNames({ can: capabilitiesOf(version) })
  return Object.keys(vars.mysql_extra_settings)
    .filter((option) => own.has(optionName(option)))
    .map((option) => ({
      host: name,
      variable: 'mysql_extra_settings',
      message: `${option} is set by this tool`,
      hint: "Use the role's own variable or decision for it.",
    }))
}

const alike = ['mysql_version', 'mysql_flavour', 'mysql_port'] as const

function unlikeProblems(host: Host, hosts: readonly Host[]): VariableProblem[] {
  const [first] = hosts
  return alike
    .filter((variable) => first !== undefined && first.vars[variable] !== host.vars[variable])
    .map((variable) => ({
      host: host.name,
      variable,
      message: `is ${host.vars[variable]}, and ${first?.vars[variable]} on ${first?.name}: it must be the same on both`,
    }))
}

/** What the schema cannot see: relations between variables and between the hosts. */
export function checkMysql(hosts: readonly Host[]): VariableProblem[] {
  return hosts.flatMap((host) => [
    ...versionProblem(host),
    ...tarballProblem(host),
    ...serverIdProblems(host, hosts),
    ...extraProblems(host),
    ...unlikeProblems(host, hosts),
  ])
}
