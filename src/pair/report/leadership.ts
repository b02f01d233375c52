import type { LookedAt } from '../look.ts'
import type { Distance, PairFinding } from './report.ts'

/** Who leads, who holds the VIP, and who has what: what no node can tell alone. */
export function leadershipFindings(
  nodes: readonly LookedAt[],
  distances: readonly Distance[],
): PairFinding[] {
  const leaders = namesOf(nodes, ({ look }) => look.status?.role === 'PRIMARY')
  const holders = namesOf(nodes, ({ look }) => look.reached && look.vip)
  const everybody = nodes.every(({ look }) => look.reached)
  return [
    ...(leaders.length > 1 ? [critical(`two nodes say that they lead: ${leaders.join(' and ')}`)] : []),
    ...(leaders.length === 0 ? [nobodyLeads(nodes, distances)] : []),
    ...(holders.length > 1 ? [critical(`the VIP is on ${holders.join(' and on ')}`)] : []),
    ...(holders.length === 0 && everybody
      ? [critical('the VIP is on no node: applications cannot connect')]
      : []),
    ...nodes.flatMap((node) => errantFindings(node, nodes, distances)),
  ]
}

function namesOf(nodes: readonly LookedAt[], is: (node: LookedAt) => boolean): string[] {
  return nodes.filter(is).map(({ name }) => name)
}

function critical(message: string, next?: string): PairFinding {
  return { severity: 'critical', message, ...(next !== undefined && { next }) }
}

/** Whose data is ahead should lead; often it is kept from it by a keepalived that does not run. */
function nobodyLeads(nodes: readonly LookedAt[], distances: readonly Distance[]): PairFinding {
  const ahead = distances.find(
    (one) => one.gtids !== '' && !distances.some((other) => other.has === one.lacks && other.gtids !== ''),
  )
  const node = nodes.find(({ name }) => name === ahead?.has)
  const role = node?.look.status?.role
  if (ahead === undefined || node === undefined || role === undefined)
    return critical('no node leads: nobody can write', 'on each node: mysqlha status tells what it waits for')
  const keepalived = node.look.reached ? node.look.services.keepalived : 'unknown'
  const more = `${ahead.count ?? 'some'} transactions that ${ahead.lacks} lacks`
  const message = `no node leads: ${node.name} is ${role} and has ${more}`
  return keepalived === 'active'
    ? critical(message, `on ${node.name}: mysqlha status tells what it waits for`)
    : critical(`${message}; its keepalived is ${keepalived}`, `on ${node.name}: systemctl start keepalived`)
}

/** A follower's own transactions; those of the primary may only be on their way. DIVERGED nodes tell it themselves. */
function errantFindings(
  { name, look }: LookedAt,
  nodes: readonly LookedAt[],
  distances: readonly Distance[],
): PairFinding[] {
  const { status } = look
  const leads = nodes.find((other) => other.look.status?.role === 'PRIMARY')
  const uuid = status?.mysql?.serverUuid ?? ''
  if (leads === undefined || leads.name === name || status?.role === 'DIVERGED' || uuid === '') return []
  const own = distances.find((one) => one.has === name && one.lacks === leads.name)
  if (own === undefined || !own.gtids.includes(uuid)) return []
  return [
    {
      severity: 'critical',
      node: name,
      message: `it has transactions of its own that ${leads.name} lacks: ${own.gtids.slice(0, 300)}`,
    },
  ]
}
