import type { LabNode, Lab } from '../lab.ts'
import { hasProcesses, isFrozen, removeCgroup, setFrozen } from '../machine/cgroups.ts'
import { succeeds } from '../machine/run.ts'
import { spawnInCgroup } from '../machine/spawn-in-cgroup.ts'
import { until } from '../machine/until.ts'
import { applyCuts, isConnected } from '../network/cut.ts'
import type { Ledger, Resource } from '../state.ts'
import { undo } from '../undo.ts'
import { consoleOf, dataOf, keepDisks, mountDisks, mountsOf, rootOf } from './disks.ts'
import { furnish } from './furnish.ts'
import { acceptsLogins, inside } from './leader.ts'

/** What a running host is made of, besides its disks. */
const runtimeOf = (node: LabNode): Resource[] => [
  { kind: 'cgroup', name: node.machine },
  { kind: 'link', name: node.port },
  // A killed systemd-nspawn leaves these folders behind; since version 256 one of them is a mount.
  { kind: 'mount', path: `/run/systemd/nspawn/unix-export/${node.machine}` },
  { kind: 'directory', path: `/run/systemd/nspawn/propagate/${node.machine}` },
]

/** Boots a host, new or with the disks it has, and waits until a person can log in. Nothing to do when it runs. */
export async function powerOn(lab: Lab, node: LabNode, ledger: Ledger): Promise<void> {
  if (!hasProcesses(node.machine)) {
    // What a crash may have left of an earlier life.
    for (const resource of [...runtimeOf(node), ...mountsOf(node)]) await undo(resource)
    if (await mountDisks(ledger, node)) {
      await furnish(lab, node, ledger.state.network, rootOf(node))
      await keepDisks(node)
    }
    for (const resource of runtimeOf(node)) ledger.record(resource)
    spawnInCgroup(node.machine, ['systemd-nspawn', ...nspawnOptions(lab, node), '--boot'], consoleOf(node), {
      // The hosts' systemd refuses the version 1 hierarchy.
      SYSTEMD_NSPAWN_UNIFIED_HIERARCHY: '1',
    })
  }
  if (isFrozen(node.machine)) return
  await until(`${node.name} is on the network`, 60, () => isConnected(node))
  await applyCuts(lab, ledger.state.cuts)
  await until(`${node.name} accepts logins (its console is in ${consoleOf(node)})`, 60, () =>
    acceptsLogins(node),
  )
}

function nspawnOptions(lab: Lab, node: LabNode): string[] {
  return [
    '--quiet',
    '--register=no',
    '--keep-unit',
    `--machine=${node.machine}`,
    `--directory=${rootOf(node)}`,
    `--bind=${dataOf(node)}:/alidata`,
    `--network-bridge=${lab.bridge}`,
    '--capability=CAP_NET_ADMIN,CAP_NET_RAW',
    '--resolv-conf=off',
    '--timezone=off',
    '--link-journal=no',
  ]
}

/** Shuts a host down as its owner would, and pulls the plug when it is frozen or takes longer than 20 s. */
export async function powerOff(node: LabNode): Promise<void> {
  if (isFrozen(node.machine)) await setFrozen(node.machine, false)
  if (hasProcesses(node.machine) && (await succeeds(inside(node, ['systemctl', 'poweroff', '--no-block'])))) {
    await until('', 20, () => !hasProcesses(node.machine)).catch(() => undefined)
  }
  await pullThePlug(node)
}

/**
 * Ends a host at once, whatever it was doing. Its disks stay as they are. Its cable goes first: the kernel that it shares
 * with this machine would end its connections politely, and deliver what they had not sent yet.
 */
export async function pullThePlug(node: LabNode): Promise<void> {
  await undo({ kind: 'link', name: node.port })
  await removeCgroup(node.machine)
}
