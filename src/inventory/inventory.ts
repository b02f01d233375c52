import type { Origin } from './origin.ts'

/** A variable where it is set. */
export interface Variable {
  readonly name: string
  /** What the YAML says, deeply frozen, never converted: text stays text, numbers stay numbers. */
  readonly value: unknown
  /** The line of its key. */
  readonly origin: Origin
  /** The origin of every key and element inside the value, by its path joined with newlines. */
  readonly inside: ReadonlyMap<string, Origin>
}

export type Variables = ReadonlyMap<string, Variable>

export interface InventoryGroup {
  readonly name: string
  readonly origin: Origin
  /** Its hosts and its children's, each once, in the order of the file. */
  readonly hosts: readonly string[]
  readonly children: readonly string[]
  /** What is set for this very group. */
  readonly own: Variables
}

export interface InventoryHost {
  readonly name: string
  /** Where the host is first named. */
  readonly origin: Origin
  /** Every group that it is in, directly or through a child group; without `all`. */
  readonly groups: readonly string[]
  /** What is set for this very host. */
  readonly own: Variables
  /** What holds for the host: all < parent group < group < host. */
  readonly variables: Variables
}

/** The hosts, their groups and variables. Nothing changes it after it has been read. */
export interface Inventory {
  /** `prod`. */
  readonly name: string
  /** Absolute. */
  readonly directory: string
  /** In the order of hosts.yml. */
  readonly hosts: ReadonlyMap<string, InventoryHost>
  /** `all` is always there and holds every host. */
  readonly groups: ReadonlyMap<string, InventoryGroup>
  /** SHA-256 (hex) of every file that was read, by its shown path. Secrets and decisions are not among them. */
  readonly digests: ReadonlyMap<string, string>
}

/** The origin of a place inside a variable's value, or of the nearest thing around it. */
export function originWithin(variable: Variable, path: readonly PropertyKey[]): Origin {
  for (let depth = path.length; depth > 0; depth--) {
    const origin = variable.inside.get(path.slice(0, depth).map(String).join('\n'))
    if (origin !== undefined) return origin
  }
  return variable.origin
}
