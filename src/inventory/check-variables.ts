import type { z } from 'zod'
import type { RoleHost, VariableProblem } from '../plan/role.ts'
import { connectionOf, connectionProblems, type Connection } from './connection-variables.ts'
import { originWithin, type Inventory, type InventoryHost } from './inventory.ts'
import { refuseProblems, type Problem } from './problem.ts'
import { shapeOf } from './schema-shape.ts'
import { unknownVariables, type KnownNames } from './unknown-variables.ts'
import { shownPlace, valueProblems } from './value-problems.ts'

/** What of a role the check needs; every `Role` fits, whatever its variables are. */
export interface CheckableRole extends KnownNames {
  readonly name: string
  readonly variables: z.ZodType
  check?(hosts: readonly RoleHost<unknown>[]): readonly VariableProblem[]
}

/** By role name: the role's hosts with its validated variables, in the order of the stage. */
export type RoleHosts = ReadonlyMap<string, readonly RoleHost<unknown>[]>

function problemAt(host: InventoryHost, path: readonly PropertyKey[], message: string): Problem {
  const variable = host.variables.get(String(path[0]))
  if (variable === undefined)
    return { origin: host.origin, message: `${host.name}: ${shownPlace(path)} ${message}` }
  return { origin: originWithin(variable, path.slice(1)), message: `${shownPlace(path)}: ${message}` }
}

function valuesFor(role: CheckableRole, host: InventoryHost): { vars?: unknown; problems: Problem[] } {
  const values: Record<string, unknown> = {}
  for (const name of Object.keys(shapeOf(role.variables))) {
    const variable = host.variables.get(name)
    if (variable !== undefined) values[name] = variable.value
  }
  const result = role.variables.safeParse(values)
  if (result.success) return { vars: result.data, problems: [] }
  const problems = valueProblems(role.variables, result.error.issues, values)
  return { problems: problems.map(({ path, message }) => problemAt(host, path, message)) }
}

function roleHosts(
  inventory: Inventory,
  role: CheckableRole,
  hosts: readonly InventoryHost[],
): { made: RoleHost<unknown>[]; problems: Problem[] } {
  const problems: Problem[] = []
  const made = hosts.map((host, position) => {
    const checked = valuesFor(role, host)
    const wrong = [...connectionProblems(host), ...checked.problems]
    problems.push(...wrong)
    const others: RoleHost<unknown>[] = []
    const reached = wrong.length === 0 ? connectionOf(inventory, host) : { address: host.name }
    const { address, user }: Pick<Connection, 'address' | 'user'> = reached
    return { name: host.name, address, user, vars: checked.vars, groups: host.groups, others, position }
  })
  for (const host of made) host.others.push(...made.filter((other) => other !== host))
  return { made, problems }
}

/**
 * Applies every role's schema to its hosts, then the role's own check, and refuses variables that no role knows. `roles`
 * are all there are, `hostsOfRole` names the hosts of those that run. Throws one `BadInventory` with every problem of every
 * file, by file and line.
 */
export function checkVariables(
  inventory: Inventory,
  roles: readonly CheckableRole[],
  hostsOfRole: ReadonlyMap<string, readonly string[]>,
): RoleHosts {
  const problems = unknownVariables(inventory, roles)
  const checked = new Map<string, readonly RoleHost<unknown>[]>()
  for (const role of roles) {
    const names = hostsOfRole.get(role.name) ?? []
    const hosts = names.flatMap((name) => inventory.hosts.get(name) ?? [])
    const { made, problems: wrong } = roleHosts(inventory, role, hosts)
    problems.push(...wrong)
    // What a role says about values relies on their being well-formed.
    const relations = wrong.length === 0 && made.length > 0 ? (role.check?.(made) ?? []) : []
    for (const { host: name, variable, message, hint } of relations) {
      const host = inventory.hosts.get(name)
      const text = hint === undefined ? message : `${message}; ${hint}`
      if (host !== undefined) problems.push(problemAt(host, [variable], text))
    }
    checked.set(role.name, made)
  }
  refuseProblems(inventory.name, problems)
  return checked
}
