import { LabFailure } from './failure.ts'
import type { Lab } from './lab.ts'
import { nodeOf } from './lab.ts'
import { hasProcesses, setFrozen } from './machine/cgroups.ts'
import { applyCuts, noCuts } from './network/cut.ts'
import { openLedger, readState } from './state.ts'
import type { Cuts } from './state.ts'

/** Cuts the two hosts off from each other (`pair`), or one host off from everything, on top of what is cut. */
export async function cut(lab: Lab, whom: string | undefined): Promise<void> {
  const name = whom === 'pair' ? whom : nodeOf(lab, whom).name
  await changeCuts(lab, ({ pair, nodes }) =>
    name === 'pair' ? { pair: true, nodes } : { pair, nodes: [...new Set([...nodes, name])] },
  )
}

/** Takes back all cuts. */
export async function heal(lab: Lab): Promise<void> {
  await changeCuts(lab, () => noCuts)
}

/** Freezes every process of a host and takes it off the network, as a stalled virtual machine is; or lets it go on. */
export async function freeze(lab: Lab, name: string | undefined, frozen: boolean): Promise<void> {
  const node = nodeOf(lab, name)
  if (!hasProcesses(node.machine)) throw new LabFailure(`${node.name} is off: run \`lab up\``)
  await setFrozen(node.machine, frozen)
  await changeCuts(lab, (cuts) => cuts)
}

async function changeCuts(lab: Lab, change: (cuts: Cuts) => Cuts): Promise<void> {
  const state = readState(lab)
  if (!state) throw new LabFailure('there is no lab: run `lab up`')
  const ledger = openLedger(lab, state)
  ledger.setCuts(change(state.cuts))
  await applyCuts(lab, ledger.state.cuts)
}
