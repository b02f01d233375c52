import { createHash } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import { LabFailure } from './failure.ts'

/** One test host: its name in the inventory, and what it is called on this machine. */
export type LabNode = {
  readonly name: 'node1' | 'node2'
  /** Machine name of the container and name of its cgroup. */
  readonly machine: string
  /** The bridge's end of its network cable; 15 characters at most (IFNAMSIZ). */
  readonly port: string
  /** Last part of its address. */
  readonly hostNumber: number
  /** How its login user may become root. */
  readonly sudo: 'password' | 'nopasswd'
  /** Overlay, data disk and console log of this host. */
  readonly disks: string
}

/** One lab: everything here follows from where the checkout lies and what the lab is called, so two labs never meet. */
export type Lab = {
  readonly name: string
  readonly checkout: string
  readonly id: string
  readonly bridge: string
  /** Cgroup of the package repository's server. */
  readonly repositoryCgroup: string
  /** Cgroup of the pair's witness. */
  readonly witnessCgroup: string
  /** Keys, passwords and state; 0700. */
  readonly directory: string
  readonly disks: string
  readonly inventory: string
  readonly nodes: readonly [LabNode, LabNode]
}

export const nodeNames = ['node1', 'node2'] as const

/** The name of a checkout's first lab. */
export const defaultLabName = 'default'

/** Describes the lab `name` of a checkout; throws when the name could not be part of a path. */
export function describeLab(checkout: string, name: string): Lab {
  if (!/^[a-z0-9][a-z0-9-]{0,30}$/.test(name)) {
    throw new LabFailure(`a lab's name is made of a-z, 0-9 and "-", 31 at most: ${JSON.stringify(name)}`, 2)
  }
  const root = realpathSync(checkout)
  const id = `pb${createHash('sha256').update(`${root}\0${name}`).digest('hex').slice(0, 7)}`
  const disks = join('/var/lib/playbook-lab', id)
  const node = (index: 1 | 2, sudo: LabNode['sudo']): LabNode => {
    const machine = `${id}n${index}`
    const nodeName = `node${index}` as const
    return {
      name: nodeName,
      machine,
      port: `vb-${machine}`,
      hostNumber: 10 + index,
      sudo,
      disks: join(disks, nodeName),
    }
  }
  return {
    name,
    checkout: root,
    id,
    bridge: id,
    repositoryCgroup: `${id}repo`,
    witnessCgroup: `${id}witness`,
    directory: join(root, '.lab', name),
    disks,
    inventory: join(root, 'inventory', name === defaultLabName ? 'lab' : `lab-${name}`),
    nodes: [node(1, 'password'), node(2, 'nopasswd')],
  }
}

/** The node a person named; throws when there is none. */
export function nodeOf(lab: Lab, name: string | undefined): LabNode {
  const found = lab.nodes.find((node) => node.name === name)
  if (!found) throw new LabFailure(`which host? One of ${nodeNames.join(', ')}`, 2)
  return found
}
