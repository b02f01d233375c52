import { undo } from './undo.ts'
import type { Ledger, Resource } from './state.ts'

// Processes first: they hold the mounts and the links.
const order: readonly Resource['kind'][] = ['cgroup', 'mount', 'loop', 'link', 'directory', 'disks']

/** What to undo, in this order: processes, mounts, devices, links, files; among equals the newest first. */
export function toUndo(resources: readonly Resource[], options: { readonly disks: boolean }): Resource[] {
  const rank = ({ kind }: Resource): number => order.indexOf(kind)
  return resources
    .toReversed()
    .filter(({ kind }) => options.disks || kind !== 'disks')
    .sort((one, other) => rank(one) - rank(other))
}

/** Undoes all but the disks; each resource is struck out of the ledger only once it is gone. */
export async function reapKeepingDisks(ledger: Ledger): Promise<void> {
  for (const resource of toUndo(ledger.state.resources, { disks: false })) {
    await undo(resource)
    ledger.strike(resource)
  }
}
