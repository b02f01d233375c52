import { rm } from 'node:fs/promises'
import { mountsOf, wipeDisks } from './host/disks.ts'
import { powerOff, pullThePlug } from './host/power.ts'
import { removeInventory } from './inventory.ts'
import type { Lab, LabNode } from './lab.ts'
import { noCuts } from './network/cut.ts'
import { reapKeepingDisks, toUndo } from './reap.ts'
import { openLedger, readResources, readState } from './state.ts'
import { undo } from './undo.ts'

/** Shuts the hosts down and takes everything back but their disks. False when there was no lab. */
export async function down(lab: Lab): Promise<boolean> {
  const state = readState(lab)
  if (!state) return false
  const ledger = openLedger(lab, state)
  await Promise.all(lab.nodes.map((node) => powerOff(node)))
  await reapKeepingDisks(ledger)
  ledger.setCuts(noCuts)
  return true
}

/** Removes everything that the lab ever made, its disks, keys and inventory included. False when there was no lab. */
export async function destroy(lab: Lab): Promise<boolean> {
  const resources = readResources(lab)
  for (const resource of toUndo(resources ?? [], { disks: true })) await undo(resource)
  await removeInventory(lab)
  await rm(lab.directory, { recursive: true, force: true })
  return resources !== undefined
}

/** Ends hosts and throws their disks away: `up` makes them bare again. What was cut is healed. */
export async function wipe(lab: Lab, nodes: readonly LabNode[]): Promise<void> {
  for (const node of nodes) {
    await pullThePlug(node)
    for (const resource of mountsOf(node)) await undo(resource)
    await wipeDisks(node)
  }
  const state = readState(lab)
  if (state) openLedger(lab, state).setCuts(noCuts)
}
