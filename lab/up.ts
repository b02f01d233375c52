import { ensureBase, readBase } from './base/base.ts'
import { defaultFlavour } from './flavours.ts'
import { ensureIdentity } from './host/identity.ts'
import { acceptsLogins } from './host/leader.ts'
import { powerOn } from './host/power.ts'
import { readSecrets, writeInventory } from './inventory.ts'
import type { Progress } from './io.ts'
import type { Lab } from './lab.ts'
import { LabFailure } from './failure.ts'
import { hasProcesses, isFrozen } from './machine/cgroups.ts'
import { installTools, raiseInotifyLimit } from './machine/requirements.ts'
import { run } from './machine/run.ts'
import { chooseNetwork, rangesOfRoutes } from './network/addresses.ts'
import { noCuts } from './network/cut.ts'
import { raiseBridge } from './network/bridge.ts'
import { serveRepository } from './network/repository.ts'
import { serveWitness } from './network/witness.ts'
import { openLedger, readState } from './state.ts'
import type { LabState } from './state.ts'

/** Whether every part of the lab runs, so that `up` has nothing to do. */
export function isUp(lab: Lab): boolean {
  const runs = (node: (typeof lab.nodes)[number]): boolean => isFrozen(node.machine) || acceptsLogins(node)
  return (
    readState(lab) !== undefined &&
    hasProcesses(lab.repositoryCgroup) &&
    hasProcesses(lab.witnessCgroup) &&
    lab.nodes.every(runs)
  )
}

/**
 * Brings the lab up: makes what is missing, leaves alone what runs, starts hosts that are off on the disks they have.
 * A lab keeps its flavour; a new one has the default's unless another is asked for. With `refresh`, the base of a new lab is
 * resolved anew instead of taken from the cache.
 */
export async function up(
  lab: Lab,
  flavour: string | undefined,
  refresh: boolean,
  progress: Progress,
): Promise<void> {
  await installTools(progress)
  raiseInotifyLimit()
  const state = readState(lab) ?? (await newState(lab, flavour ?? defaultFlavour, refresh, progress))
  if (flavour !== undefined && state.flavour !== flavour) {
    throw new LabFailure(
      `this lab is of flavour ${state.flavour}: \`lab destroy\` it first, or choose another --name`,
      2,
    )
  }
  const base = readBase(state.base)
  const ledger = openLedger(lab, state)
  ledger.record({ kind: 'disks', path: lab.disks })
  await ensureIdentity(lab, state.network)
  await raiseBridge(lab, ledger)
  await serveRepository(lab, ledger)
  const off = lab.nodes.filter((node) => !hasProcesses(node.machine)).map((node) => node.name)
  if (off.length > 0) progress(`booting ${off.join(' and ')}`)
  const booted = await Promise.allSettled(lab.nodes.map((node) => powerOn(lab, node, ledger)))
  const failures = booted.flatMap((result) => (result.status === 'rejected' ? [String(result.reason)] : []))
  if (failures.length > 0) throw new LabFailure(failures.join('\n'))
  await writeInventory(lab, state.network, state.flavour, base)
  const { cluster_key: key } = await readSecrets(lab)
  await serveWitness(lab, ledger, String(key))
}

async function newState(lab: Lab, flavour: string, refresh: boolean, progress: Progress): Promise<LabState> {
  const base = await ensureBase(flavour, refresh, progress)
  const routes = rangesOfRoutes(await run(['ip', '-json', '-4', 'route', 'show', 'table', 'all']))
  const network = chooseNetwork(lab, routes)
  return { id: lab.id, flavour, base: base.directory, network, cuts: noCuts, resources: [] }
}
