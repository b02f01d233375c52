import type { z } from 'zod'
import { connectionVariables } from './connection-variables.ts'
import { originWithin, type Inventory, type Variable } from './inventory.ts'
import { shownName } from './origin.ts'
import type { Problem } from './problem.ts'
import { shapeOf } from './schema-shape.ts'
import { didYouMean } from '../values/suggest.ts'
import { shownPlace } from './value-problems.ts'

/** What the inventory's files may speak of. */
export interface KnownNames {
  readonly variables: z.core.$ZodType
  readonly secrets?: readonly { readonly key: string }[]
  readonly decisions?: readonly { readonly key: string }[]
}

const sshPassword = /^ansible_(ssh_)?(pass|password)$/
const becomePassword = /^ansible_(become|sudo|su)_(pass|password)$/

/** Jinja expressions anywhere in a value: Ansible would evaluate them, this tool does not. */
function jinjaProblems(variable: Variable, value: unknown, path: readonly string[] = []): Problem[] {
  if (typeof value === 'string' && /\{\{|\{%/.test(value)) {
    const place = shownPlace([variable.name, ...path])
    const message = `${place}: holds a Jinja expression, which is not evaluated here; write the value itself`
    return [{ origin: originWithin(variable, path), message }]
  }
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => jinjaProblems(variable, inner, [...path, key]))
}

/** Every variable wherever it is set, used or not. */
function definitions({ groups, hosts }: Inventory): Variable[] {
  return [...groups.values(), ...hosts.values()].flatMap(({ own }) => [...own.values()])
}

/** Variables that nothing knows, with what was probably meant, and values that are not evaluated. */
export function unknownVariables(inventory: Inventory, roles: readonly KnownNames[]): Problem[] {
  const known = new Set(
    [connectionVariables, ...roles.map((role) => role.variables)].flatMap((schema) =>
      Object.keys(shapeOf(schema)),
    ),
  )
  const secrets = new Set(roles.flatMap((role) => role.secrets ?? []).map(({ key }) => key))
  const decisions = new Set(roles.flatMap((role) => role.decisions ?? []).map(({ key }) => key))

  const whatIsWrong = (name: string): string => {
    if (sshPassword.test(name)) return 'passwords stand in secrets.yml; there this one is called ssh_password'
    if (becomePassword.test(name))
      return 'passwords stand in secrets.yml; there this one is called become_password'
    if (secrets.has(name)) return 'is a secret and stands in secrets.yml'
    if (decisions.has(name)) return 'is a decision: it stands in decisions.yml or is given by --decision'
    return `unknown variable${didYouMean(name, known)}`
  }
  return definitions(inventory).flatMap((variable) => {
    const { name, origin, value } = variable
    if (known.has(name)) return jinjaProblems(variable, value)
    return [{ origin, message: `${shownName(name)}: ${whatIsWrong(name)}` }]
  })
}
