import { acceptsLogins } from './host/leader.ts'
import type { Lab, LabNode } from './lab.ts'
import { hasProcesses, isFrozen } from './machine/cgroups.ts'
import { bridgeAddress, nodeAddress, virtualAddress } from './network/addresses.ts'
import { readState } from './state.ts'
import type { Cuts } from './state.ts'

/** What a person sees of the lab, one line a host. */
export function statusLines(lab: Lab): string[] {
  const state = readState(lab)
  if (!state) return [`lab ${lab.name}: none (\`lab up\` makes it)`]
  const { network, cuts } = state
  const repository = hasProcesses(lab.repositoryCgroup) ? 'packages served' : 'no packages served'
  const witness = hasProcesses(lab.witnessCgroup) ? 'witness running' : 'no witness'
  return [
    `lab ${lab.name} (${state.flavour}): this machine is ${bridgeAddress(network)}, ${repository}, ${witness}`,
    ...lab.nodes.map(
      (node) => `  ${node.name}  ${nodeAddress(network, node)}  ${power(node)}${cut(cuts, node)}`,
    ),
    `  vip    ${virtualAddress(network)}  reserved for the pair`,
  ]
}

function power(node: LabNode): string {
  if (!hasProcesses(node.machine)) return 'off'
  if (isFrozen(node.machine)) return 'paused'
  return acceptsLogins(node) ? 'running' : 'booting'
}

function cut(cuts: Cuts, node: LabNode): string {
  if (cuts.nodes.includes(node.name)) return ', cut off from everything'
  return cuts.pair ? ', cut off from the other host' : ''
}
