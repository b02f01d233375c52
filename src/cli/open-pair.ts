import { SecretStore } from '../decide/secret-store.ts'
import { PlaybookError } from '../errors.ts'
import { checkVariables } from '../inventory/check-variables.ts'
import type { Inventory } from '../inventory/inventory.ts'
import { loadInventory } from '../inventory/load.ts'
import { selectHosts } from '../inventory/select-hosts.ts'
import type { LockHolder } from '../connect/connection.ts'
import { openNode, type PairNode } from '../pair/node.ts'
import type { Pair } from '../pair/pair.ts'
import type { RoleHost } from '../plan/role.ts'
import type { HooksVariables } from '../../roles/hooks/variables.ts'
import type { ProcessIo } from './io.ts'
import { knownRoles, loadPlaybook, rolesOf } from './load-playbook.ts'
import { openerFor } from './opener.ts'
import type { PairOptions } from './pair-options.ts'
import { questionerOf } from './questioner.ts'

const connectTimeoutSeconds = 5

/** The playbook that makes pairs: its hosts are a pair's nodes, its roles know the variables. */
const makesPairs = 'site'

async function hostsOf(inventory: Inventory, io: ProcessIo): Promise<readonly RoleHost<HooksVariables>[]> {
  const playbook = await loadPlaybook(makesPairs, io.workingDirectory)
  const pattern = playbook.stages.find(({ roles }) => roles.some(({ name }) => name === 'hooks'))?.hosts
  const hosts = new Map(
    rolesOf(playbook).map(({ name }) => [name, selectHosts(inventory, [pattern ?? 'all'])]),
  )
  const checked = checkVariables(inventory, await knownRoles(playbook, io.workingDirectory), hosts)
  // The role's own schema has made them.
  return (checked.get('hooks') ?? []) as readonly RoleHost<HooksVariables>[]
}

/**
 * Reads an inventory and makes its pair ready to be asked; connects to nothing yet. Without `holder` the hosts are not
 * locked. Throws `BadInventory`, `BadSecrets`, `BadUsage` with everything that is wrong with the inventory.
 */
export async function openPair(
  { inventory: name, acceptNewHostKeys }: Pick<PairOptions, 'inventory' | 'acceptNewHostKeys'>,
  io: ProcessIo,
  holder?: Omit<LockHolder, 'since'>,
): Promise<Pair> {
  const inventory = await loadInventory(name)
  const hosts = await hostsOf(inventory, io)
  const questioner = await questionerOf(io)
  const secrets = new SecretStore({
    directory: inventory.directory,
    environment: io.env,
    ...(questioner && { questioner }),
  })
  const opener = (holds: boolean) =>
    openerFor({
      inventory,
      secrets,
      questioner,
      acceptNewHostKeys,
      changes: new Set(holds ? hosts.map((host) => host.name) : []),
      holder: holds ? holder : undefined,
      connectTimeoutSeconds,
    })
  const [toLook, toWork] = [opener(false), opener(true)]
  const nodes = hosts.map(({ name, address, vars }) =>
    openNode({
      name,
      address,
      vip: vars.vip.address,
      openToLook: () => toLook.open(name),
      openToWork: () => toWork.open(name),
    }),
  )
  const [first, second] = nodes
  const variables = hosts[0]?.vars
  if (!first || !second || !variables || nodes.length > 2)
    throw new PlaybookError(
      'BadInventory',
      `the inventory "${inventory.name}" names ${nodes.length} nodes, a pair has two`,
    )
  const pair: readonly [PairNode, PairNode] = [first, second]
  return {
    inventory,
    nodes: pair,
    variables,
    secrets,
    questioner,
    async close() {
      await Promise.all(pair.map((node) => node.close()))
    },
  }
}
