import { z } from 'zod'
import { fact } from '../src/plan/deferred.ts'
import type { Facts } from '../src/plan/facts.ts'
import { addressWithPrefix, ipv4Address, sameSubnet } from '../src/values/address.ts'
import type { RoleHost, VariableProblem } from '../src/plan/role.ts'

/** Variables of the pair that several roles read. */
export const pairVariables = z.object({
  /** The address that clients use, with its prefix: `192.168.14.88/24`. */
  vip: addressWithPrefix(),
  /** The interface of the VIP; by default the one that holds the node's address. */
  vip_interface: z
    .string()
    .regex(/^[\w.@-]{1,15}$/)
    .optional(),
  /** Asked when the other node is silent and there is no witness: who does not reach it either is the one cut off. */
  vip_gateway: ipv4Address().optional(),
  /** The third vote, on any third machine that both nodes reach. */
  witness: z
    .strictObject({ address: ipv4Address(), port: z.int().min(1).max(65535).default(3310) })
    .optional(),
  /** Where the agents of the two nodes reach each other. */
  agent_port: z.int().min(1).max(65535).default(3309),
  /** Drills may be run here (npx playbook drill). */
  drill_allowed: z.boolean().default(false),
  mysql_port: z.int().min(1).max(65535).default(3306),
})

export type PairVariables = z.output<typeof pairVariables>

/** The interface of the VIP: named by the inventory, or the one that holds the node's own address. */
export function vipInterface({ vars, address }: Pick<RoleHost<PairVariables>, 'vars' | 'address'>) {
  return fact(
    (facts: Facts) =>
      vars.vip_interface ?? facts.addresses.find((one) => one.address === address)?.interface ?? '',
  )
}

/** What is wrong between the VIP and the nodes: a pair has two, and the VIP is a third address of their subnet. */
export function pairProblems(hosts: readonly RoleHost<PairVariables>[]): VariableProblem[] {
  const problems: VariableProblem[] = []
  const [first] = hosts
  if (first && hosts.length !== 2)
    problems.push({
      host: first.name,
      variable: 'vip',
      message: `a pair has two hosts, this group has ${hosts.length}`,
    })
  for (const { name, address, vars } of hosts) {
    const { vip } = vars
    if (vip.address === address)
      problems.push({
        host: name,
        variable: 'vip',
        message: `${vip.address} is the address of ${name} itself`,
      })
    else if (!sameSubnet(vip.address, address, vip.prefix))
      problems.push({
        host: name,
        variable: 'vip',
        message: `${vip.address}/${vip.prefix} is not in the subnet of ${name} (${address})`,
      })
  }
  if (new Set(hosts.map(({ vars }) => `${vars.vip.address}/${vars.vip.prefix}`)).size > 1 && first)
    problems.push({ host: first.name, variable: 'vip', message: 'the two nodes have different VIPs' })
  return problems
}
