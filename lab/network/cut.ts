import { existsSync, readFileSync } from 'node:fs'
import type { Lab, LabNode } from '../lab.ts'
import { isFrozen } from '../machine/cgroups.ts'
import { run } from '../machine/run.ts'
import type { Cuts } from '../state.ts'

/** Nothing is cut. */
export const noCuts: Cuts = { pair: false, nodes: [] }

/** How one port of the bridge has to be set. */
export type PortSettings = { readonly isolated: boolean; readonly forwarding: boolean }

/**
 * What the wanted cuts mean for one host's port. Isolated ports of a bridge reach the bridge itself (witness and clients) but
 * not one another; a port that does not forward reaches nothing. A paused host is off the network too: its processes are
 * frozen, but the kernel that it shares with this machine would go on answering for them.
 */
export function portSettings(cuts: Cuts, nodeName: string, paused: boolean): PortSettings {
  return { isolated: cuts.pair, forwarding: !paused && !cuts.nodes.includes(nodeName) }
}

/** Makes the network what the cuts say, on the ports of all hosts that run. Links inside the hosts stay up throughout. */
export async function applyCuts(lab: Lab, cuts: Cuts): Promise<void> {
  for (const node of lab.nodes) {
    if (!isConnected(node)) continue
    const { isolated, forwarding } = portSettings(cuts, node.name, isFrozen(node.machine))
    const settings = ['isolated', isolated ? 'on' : 'off', 'state', forwarding ? '3' : '0']
    await run(['bridge', 'link', 'set', 'dev', node.port, ...settings])
  }
}

/** Whether the host has brought up its end of the cable; until then the kernel would put the port's state back. */
export function isConnected(node: LabNode): boolean {
  const port = `/sys/class/net/${node.port}`
  try {
    return existsSync(port) && readFileSync(`${port}/carrier`, 'utf8').trim() === '1'
  } catch {
    // The file of a link that is going away, or down, cannot be read.
    return false
  }
}
