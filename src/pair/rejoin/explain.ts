import { duration } from '../../ui/duration.ts'
import { size } from '../../ui/size.ts'
import type { AgentStatus } from '../status-shape.ts'
import type { RebuildMethod } from '../../mysql/rebuild-method.ts'
import type { Difference } from '../../mysql/difference.ts'
import type { Compared, Comparison } from './comparison.ts'
import type { ErrantChanges } from './errant.ts'
import type { Ways } from './ways.ts'

/** Bytes a second that a plain network and disk manage; for an estimate that says so. */
const rates: Readonly<Record<RebuildMethod, number>> = {
  auto: 50e6,
  clone: 50e6,
  'mariadb-backup': 50e6,
  xtrabackup: 50e6,
  'logical-dump': 5e6,
}

interface Seen {
  readonly node: string
  readonly primary: string
  readonly status: AgentStatus | undefined
  readonly compared: Compared
  readonly changes: ErrantChanges
}

/** What differs between a node and the primary, in plain words. */
export function explainDifference({ node, primary, status, compared, changes }: Seen): string[] {
  const { found, because } = compared
  const head = status
    ? `${node} is ${status.role} since ${status.since}: ${status.reason}`
    : `the agent on ${node} does not answer`
  if (found === undefined) return [head, `What it lacks cannot be told: ${because}`]
  return [
    head,
    found.here === null
      ? `MySQL on ${node} does not answer: what it holds cannot be told`
      : `${node} lacks ${amount(found.onlyPeer)} of ${primary}${set(found.onlyPeer)}`,
    ...(found.here === null || found.onlyPeer.gtids === '' ? [] : [logged(found.stillLogged, primary)]),
    ...(found.onlyHere.gtids === '' ? [] : explainErrant({ node, primary, status, compared, changes })),
  ]
}

function explainErrant({ node, primary, status, compared, changes }: Seen): string[] {
  const { onlyHere } = compared.found ?? {}
  const { dump = '', sha256 = '' } = status?.divergence ?? {}
  return [
    `${primary} lacks ${onlyHere ? `${amount(onlyHere)} of ${node}${set(onlyHere)}` : ''}`,
    ...(changes.since === undefined ? [] : [`  the first of them was committed at ${changes.since}`]),
    ...changes.tables.map((table) => `  ${table}`),
    dump === ''
      ? '  they are not saved yet'
      : `  saved on ${node} as SQL in ${dump}${sha256 && ` (SHA-256 ${sha256})`}`,
    `  to keep them: review that file and run it on ${primary}; ${node} then comes back by itself`,
  ]
}

function logged(stillLogged: boolean | null, primary: string): string {
  if (stillLogged === null)
    return `Whether ${primary} still has them in its binary logs shows when ${primary} is asked for them`
  return stillLogged
    ? `${primary} still has them in its binary logs`
    : `${primary} has already deleted them from its binary logs`
}

/** The two ways back, and what each costs. */
export function explainWays({ catchUp, rebuild }: Ways, { found }: Compared): string[] {
  const best = rebuild[0]
  return [
    'impossible' in catchUp
      ? `catch-up: not possible, ${catchUp.impossible}`
      : `catch-up: ${found ? `fetches ${amount(found.onlyPeer)}` : 'fetches what is missing'} from the binary logs; nothing is lost`,
    best === undefined || found === undefined
      ? `rebuild: not possible, ${found === undefined ? 'the nodes could not be compared' : 'the nodes have no method in common'}`
      : `rebuild: copies about ${size(found.peer.bytes)} by ${rebuild.join(' or ')}, ${atLeast(found.peer.bytes / rates[best])} or more by ${best}; ${loss(found)}`,
  ]
}

function loss({ here, onlyHere }: Comparison): string {
  if (onlyHere.gtids !== '') return `lost: ${amount(onlyHere)}`
  return here === null ? 'what only this node has is lost, and cannot be told' : 'nothing is lost'
}

function amount({ gtids, count }: Difference): string {
  if (gtids === '') return 'nothing'
  return count === null ? 'transactions' : `${count} transaction${count === 1 ? '' : 's'}`
}

function set({ gtids }: Difference): string {
  return gtids === '' ? '' : ` (${gtids})`
}

/** An estimate of a copy that takes less than a minute would promise too much. */
function atLeast(seconds: number): string {
  return duration(Math.max(60, seconds) * 1000)
}
