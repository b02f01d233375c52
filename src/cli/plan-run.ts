import { hostname } from 'node:os'
import { DecisionStore } from '../decide/decision-store.ts'
import type { Questioner } from '../decide/questioner.ts'
import { resolveDecisions } from '../decide/resolve-decisions.ts'
import { SecretStore } from '../decide/secret-store.ts'
import { checkVariables } from '../inventory/check-variables.ts'
import type { Inventory } from '../inventory/inventory.ts'
import { loadInventory } from '../inventory/load.ts'
import { selectHosts } from '../inventory/select-hosts.ts'
import { buildPlan, type FullPlan } from '../plan/build.ts'
import type { Plan } from '../plan/plan.ts'
import type { Playbook } from '../plan/playbook.ts'
import { selectPlan } from '../plan/select.ts'
import type { CliIo } from './io.ts'
import { knownRoles, loadPlaybook, rolesOf } from './load-playbook.ts'
import type { RunOptions } from './options.ts'
import { questionerOf } from './questioner.ts'
import { whoIsTyping } from './opener.ts'

/** All that is known before the first connection. */
export interface PlannedRun {
  readonly playbook: Playbook
  readonly inventory: Inventory
  readonly plan: Plan
  readonly decisions: ReadonlyMap<string, string>
  readonly secrets: SecretStore
  /** Absent when nobody can be asked. */
  readonly questioner: Questioner | undefined
}

function hostsOfRoles(playbook: Playbook, inventory: Inventory): Map<string, readonly string[]> {
  const stages = playbook.stages.map(({ hosts, roles }) => ({
    hosts: selectHosts(inventory, [hosts]),
    roles,
  }))
  return new Map(stages.flatMap(({ hosts, roles }) => roles.map((role) => [role.name, hosts] as const)))
}

function selected(full: FullPlan, inventory: Inventory, { limit, roles, steps, from }: RunOptions): Plan {
  return selectPlan(full, {
    ...(limit.length > 0 && { hosts: selectHosts(inventory, limit) }),
    ...(roles.length > 0 && { roles }),
    ...(steps.length > 0 && { steps }),
    ...(from !== undefined && { from }),
  })
}

/**
 * Reads inventory, decisions and secrets, and makes the plan. Everything that is wrong with any of them is found here,
 * before anything is touched.
 */
export async function planRun(options: RunOptions, io: CliIo): Promise<PlannedRun> {
  const [playbook, inventory] = await Promise.all([
    loadPlaybook(options.playbook, io.workingDirectory),
    loadInventory(options.inventory),
  ])
  const roles = rolesOf(playbook)
  const known = await knownRoles(playbook, io.workingDirectory)
  const hosts = checkVariables(inventory, known, hostsOfRoles(playbook, inventory))
  if (options.limit.length > 0) selectHosts(inventory, options.limit)
  const questioner = await questionerOf(io)
  const dryRun = options.mode === 'check' || options.list
  const decisions = await resolveDecisions({
    needed: [...roles.flatMap((role) => role.decisions ?? []), ...(playbook.decisions ?? [])],
    store: new DecisionStore(inventory.directory, whoIsTyping(hostname())),
    given: options.decisions,
    acceptDefaults: options.acceptDefaults || options.list,
    ask: options.ask,
    interactive: questioner,
    dryRun,
  })
  const secrets = new SecretStore({
    directory: inventory.directory,
    environment: io.env,
    ...(questioner && { questioner }),
  })
  const values = await secrets.obtain(
    roles.flatMap((role) => role.secrets ?? []),
    { dryRun },
  )
  const collected = <T>(found: T | undefined, what: string): T => {
    if (found === undefined) throw new TypeError(`${what} was not collected`)
    return found
  }
  const full = buildPlan({
    playbook,
    hosts: (role) => collected(hosts.get(role), `role ${role}`),
    decision: (key) => collected(decisions.get(key), `decision ${key}`),
    secret: (key) => collected(values.get(key), `secret ${key}`),
  })
  return { playbook, inventory, plan: selected(full, inventory, options), decisions, secrets, questioner }
}
