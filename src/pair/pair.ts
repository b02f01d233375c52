import type { SecretStore } from '../decide/secret-store.ts'
import type { Questioner } from '../decide/questioner.ts'
import type { Inventory } from '../inventory/inventory.ts'
import type { HooksVariables } from '../../roles/hooks/variables.ts'
import type { PairNode } from './node.ts'

/** A pair that is there already, and how its nodes are reached. */
export interface Pair {
  readonly inventory: Inventory
  /** The two nodes, in the inventory's order. */
  readonly nodes: readonly [PairNode, PairNode]
  /** The variables of the first node, validated, defaults filled in; those of the pair are the same on both. */
  readonly variables: HooksVariables
  readonly secrets: SecretStore
  /** Absent when nobody can be asked. */
  readonly questioner: Questioner | undefined
  close(): Promise<void>
}
