import { realpathSync } from 'node:fs'
import { basename } from 'node:path'
import { LabFailure } from '../../lab/failure.ts'
import { pullThePlug } from '../../lab/host/power.ts'
import { defaultLabName, describeLab, nodeOf } from '../../lab/lab.ts'
import type { Lab } from '../../lab/lab.ts'
import { killCgroup } from '../../lab/machine/cgroups.ts'
import { readState } from '../../lab/state.ts'
import { cut, freeze, heal } from '../../lab/trouble.ts'
import { up } from '../../lab/up.ts'
import { DrillFailure } from '../drill/drill.ts'
import type { LabControl } from '../drill/lab-control.ts'
import type { Inventory } from '../inventory/inventory.ts'
import { projectDirectory } from './playbooks.ts'

/** The lab whose inventory this is; undefined when its hosts are somebody's servers. */
function labOfInventory({ directory }: Inventory): Lab | undefined {
  const [, name] = /^lab(?:-([a-z0-9][a-z0-9-]{0,30}))?$/.exec(basename(directory)) ?? [undefined, undefined]
  if (!basename(directory).startsWith('lab')) return undefined
  const lab = describeLab(projectDirectory, name ?? defaultLabName)
  return lab.inventory === realpathSync(directory) && readState(lab) !== undefined ? lab : undefined
}

/** Power, freezing and cables of the hosts of an inventory; undefined unless it is a lab's. */
export function labControlOf(inventory: Inventory): LabControl | undefined {
  const lab = labOfInventory(inventory)
  if (!lab) return undefined
  return {
    powerOff: (node) => asDrill(() => pullThePlug(nodeOf(lab, node))),
    powerOn: () =>
      asDrill(async () => {
        const flavour = readState(lab)?.flavour
        if (flavour !== undefined) await up(lab, flavour, false, () => undefined)
      }),
    freeze: (node, frozen) => asDrill(() => freeze(lab, node, frozen)),
    cut: (whom) => asDrill(() => cut(lab, whom)),
    reconnect: () => asDrill(() => heal(lab)),
    killWitness: () => asDrill(() => killCgroup(lab.witnessCgroup)),
  }
}

/** What the lab cannot do is a failure of the drill. */
async function asDrill(work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (cause) {
    if (!(cause instanceof LabFailure)) throw cause
    throw new DrillFailure(cause.message, { cause })
  }
}
